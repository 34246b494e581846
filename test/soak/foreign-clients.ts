/** Load clients that are not ours, for a closed loop against a server that echoes bytes. Each says how many replies came per second. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Supported } from '../../protocol/framing/framing.ts';

const run = promisify(execFile);

export interface ForeignClient {
  /** Whether it is on this machine; the reason says what to install. */
  available(): Supported;
  /** Ready to be run against servers, and gone when it is disposed of. */
  prepare(): Promise<PreparedClient>;
}

export interface PreparedClient extends AsyncDisposable {
  repliesPerSecond(load: ForeignLoad): Promise<number>;
}

export interface ForeignLoad {
  readonly port: number;
  readonly connections: number;
  /** Of a request, and of its reply. */
  readonly bytes: number;
  /** The processor that it may use. */
  readonly cpu: number;
  /** About so long: one of them counts requests, and is told as many as `expectedPerSecond` would be in that time. */
  readonly windowMs: number;
  readonly expectedPerSecond: number;
}

/** The server was warmed up before. */
const warmUpMs = 100;
const processLimits = { timeout: 60_000 };

export const foreignClients = {
  /** closed-loop.c beside this file, compiled now. */
  c: {
    available: () => onPath('cc', 'a C compiler, such as gcc with libc6-dev'),
    async prepare() {
      const folder = mkdtempSync(join(tmpdir(), 'echobench-c-'));
      const program = join(folder, 'closed-loop');
      await run('cc', ['-O2', '-o', program, join(import.meta.dirname, 'closed-loop.c')], processLimits);
      return {
        async repliesPerSecond({ port, connections, bytes, cpu, windowMs }) {
          const numbers = [port, connections, bytes, warmUpMs, windowMs].map(String);
          const { stdout } = await run('taskset', ['-c', String(cpu), program, ...numbers], processLimits);
          return rate(stdout, stdout.trim());
        },
        async [Symbol.asyncDispose]() {
          rmSync(folder, { recursive: true });
        },
      };
    },
  },
  /**
   * Of Redis. What a server of its protocol is sent is a list of strings, and a list of strings is a whole reply: so
   * whoever echoes bytes passes for one.
   */
  'redis-benchmark': {
    available: () => onPath('redis-benchmark', 'redis-tools'),
    prepare: () =>
      Promise.resolve({
        async repliesPerSecond({ port, connections, bytes, cpu, windowMs, expectedPerSecond }) {
          const requests = Math.ceil((expectedPerSecond * windowMs) / 1000);
          const command = ['redis-benchmark', '-h', '127.0.0.1', '-p', String(port), '-c', String(connections)];
          const flags = ['-n', String(requests), '--csv', 'ECHO', 'x'.repeat(bytes - echoOverhead)];
          const { stdout } = await run('taskset', ['-c', String(cpu), ...command, ...flags], processLimits);
          return rate(stdout, /^"ECHO [^"]*","([\d.]+)"/m.exec(stdout)?.[1]);
        },
        async [Symbol.asyncDispose]() {},
      }),
  },
} as const satisfies Record<string, ForeignClient>;

/** What the protocol of Redis puts around the text of an ECHO whose length has two digits (10 to 99). */
const echoOverhead = '*2\r\n$4\r\nECHO\r\n$NN\r\n\r\n'.length;

export type ForeignClientName = keyof typeof foreignClients;
export const foreignClientNames = Object.keys(foreignClients) as readonly ForeignClientName[];

function rate(output: string, number: string | undefined): number {
  const perSecond = Number(number);
  if (!(perSecond > 0)) throw new Error(`no rate was found in: ${output.slice(0, 200)}`);
  return perSecond;
}

function onPath(tool: string, what: string): Supported {
  for (const [name, install] of [
    [tool, what],
    ['taskset', 'util-linux'],
  ] as const) {
    try {
      execFileSync('sh', ['-c', 'command -v "$0"', name], { stdio: 'ignore' });
    } catch {
      return { ok: false, reason: `${name} is not here; install ${install}` };
    }
  }
  return { ok: true };
}
