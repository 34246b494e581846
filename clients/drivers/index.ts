/** The drivers by their names on the command line. Each is loaded when it is opened: libc is not everywhere. */
import { libcSupported } from '../../native/availability.ts';
import type { Supported } from '../../protocol/framing/framing.ts';
import type { Driver } from './driver.ts';

export const drivers = {
  epoll: {
    supported: libcSupported,
    open: async () => {
      const { EpollDriver } = await import('./epoll.ts');
      return new EpollDriver();
    },
  },
  net: {
    supported: { ok: true },
    open: async () => {
      const { NetDriver } = await import('./net.ts');
      return new NetDriver();
    },
  },
} as const satisfies Record<string, { readonly supported: Supported; readonly open: () => Promise<Driver> }>;

export type DriverName = keyof typeof drivers;

export const driverNames = Object.keys(drivers) as readonly DriverName[];

/** The first that can be had: they stand in the order of preference. */
export const preferredDriver = driverNames.find((name) => drivers[name].supported.ok) as DriverName;
