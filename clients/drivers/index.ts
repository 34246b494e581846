/** The drivers by their names on the command line. Each is loaded when it is opened: libc is not everywhere. */
import { libcSupported } from '../../native/availability.ts';
import type { Supported } from '../../protocol/framing/framing.ts';
import type { Driver } from './driver.ts';

interface DriverEntry {
  readonly supported: Supported;
  readonly open: () => Promise<Driver>;
  /**
   * For people: how it makes its receives and sends on this machine, which its speed depends on.
   * @param isPaced an open loop, which takes one socket at a time: the next request may be due
   */
  readonly socketCalls: (isPaced: boolean) => Promise<string>;
}

export const drivers = {
  epoll: {
    supported: libcSupported,
    open: async () => {
      const { EpollDriver } = await import('./epoll.ts');
      return new EpollDriver();
    },
    socketCalls: async (isPaced) => {
      if (isPaced) return 'a system call for each';
      const { socketCalls } = await import('../../native/socket-calls.ts');
      return socketCalls().way;
    },
  },
  net: {
    supported: { ok: true },
    open: async () => {
      const { NetDriver } = await import('./net.ts');
      return new NetDriver();
    },
    socketCalls: async () => 'by Node (libuv)',
  },
} as const satisfies Record<string, DriverEntry>;

export type DriverName = keyof typeof drivers;

export const driverNames = Object.keys(drivers) as readonly DriverName[];

/** The first that can be had: they stand in the order of preference. */
export const preferredDriver = driverNames.find((name) => drivers[name].supported.ok) as DriverName;
