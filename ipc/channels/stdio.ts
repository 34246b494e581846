/**
 * Standard input and output of a child that was started with `stdio: 'pipe'`, Node's streams at both ends. On Linux libuv
 * makes these of AF_UNIX socket pairs, whose buffers it leaves at 64 KiB (libuv#4694), and not of pipes.
 */
import type { ChildProcess } from 'node:child_process';
import { mostBytes, type Channel } from '../channel.ts';
import { streamEnd } from '../stream-end.ts';

export const stdio: Channel = {
  name: 'stdio',
  description: 'standard input and output of a child (stdio: "pipe"), on Linux two Unix socket pairs',
  between: 'processes',
  family: process.platform === 'linux' ? 'sockets' : 'pipes',
  carries: 'bytes',
  takesObjects: true,
  spins: false,
  largestBytes: mostBytes,
  supports: () => ({ ok: true }),
  meet: async () => ({
    place: null,
    standard: 'pipe',
    async near({ child }) {
      const { stdin, stdout } = child as ChildProcess;
      if (stdin === null || stdout === null) throw new Error('the far process has no standard streams');
      return streamEnd(stdout, stdin, () => {
        stdin.destroy();
        stdout.destroy();
      });
    },
    close: async () => {},
  }),
  join: async () => streamEnd(process.stdin, process.stdout, () => {}),
};
