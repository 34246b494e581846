/**
 * One server, one model. Prints one JSON line when it accepts connections and answers control lines with one JSON
 * line each; everything for people goes to stderr.
 *
 *     usage            {"event":"usage", "cpuNs":…, "messages":…, …}
 *     calibrate BYTES  {"event":"calibration", "nsPerIteration":…}
 *     kill-worker I    the worker dies of an accident (for tests)
 *     stop             stops accepting, finishes open exchanges, exits 0; so do end of input, SIGTERM, SIGINT and SIGHUP
 *
 * A second of these signals, half a second or more after the first, does not wait for open exchanges: exits 130. When
 * nobody reads its output any more, the next line that it would print stops it with 141.
 */
import { createInterface } from 'node:readline';
import { moveToCpus } from '../native/affinity.ts';
import { interrupts, onInterrupt } from '../native/interrupts.ts';
import { onReaderGone, readerGoneExitCode } from '../native/output.ts';
import { formatEndpoint } from '../protocol/endpoint.ts';
import { HelpAsked, parseCount, UserError } from '../protocol/flags.ts';
import { lackIn } from './lack.ts';
import { models } from './models/index.ts';
import { holdResidentMemory } from './resident-memory.ts';
import type { RunningServer } from './server-model.ts';
import { parseServeCommand, type ServeCommand } from './spec.ts';

async function main(): Promise<void> {
  const command = parseServeCommand(process.argv.slice(2));
  await moveToCpus(command.cpus);
  holdResidentMemory();
  const server = await models[command.model].start(command.server);
  for (const warning of command.warnings) console.error(warning);
  const stopped = untilStopped();
  say({ event: 'ready', endpoint: server.endpoint, pid: process.pid });
  if (process.stderr.isTTY) describe(command, server);
  const exitCode = await (command.control === 'stdin' ? Promise.race([stopped, obey(process.stdin, server)]) : stopped);
  await server.close();
  // What keeps the loop alive now is standard input, which nobody needs any more.
  process.exit(exitCode);
}

function describe({ model, server: { framing } }: ServeCommand, server: RunningServer): void {
  console.error(`${model} serves ${framing} on ${formatEndpoint(server.endpoint)}; Ctrl-C stops it`);
}

/** Resolves with the exit code when the server is to end for another reason than its control lines. */
function untilStopped(): Promise<number> {
  return new Promise((resolve) => {
    // A terminal that is closed must not leave the file of a Unix socket behind.
    onInterrupt(() => resolve(0), [...interrupts, 'SIGHUP']);
    onReaderGone(() => resolve(readerGoneExitCode));
  });
}

/** Resolves with exit code 0 at `stop` or at the end of the input: a server does not outlive whoever started it. */
async function obey(input: NodeJS.ReadableStream, server: RunningServer): Promise<number> {
  for await (const line of createInterface({ input })) {
    const [verb = '', argument = ''] = line.trim().split(/\s+/);
    if (verb === 'stop') return 0;
    if (verb === '') continue;
    try {
      await obeyLine(verb, argument, server);
    } catch (error) {
      say({ event: 'error', line, message: (error as Error).message });
    }
  }
  return 0;
}

async function obeyLine(verb: string, argument: string, server: RunningServer): Promise<void> {
  switch (verb) {
    case 'usage':
      return say({ event: 'usage', ...(await server.usage()) });
    case 'calibrate': {
      const payloadBytes = parseCount('calibrate', argument, 16, 1 << 20);
      return say({ event: 'calibration', nsPerIteration: await server.calibrate(payloadBytes) });
    }
    case 'kill-worker':
      return server.killWorker(parseCount('kill-worker', argument, 0, 4096));
    default:
      throw new UserError(`${verb}: unknown; use usage, calibrate BYTES, kill-worker I or stop`);
  }
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function sayFailure(error: unknown): unknown {
  const lack = lackIn(String(error));
  return lack === null ? error : `the server ends: ${lack} (${String(error)})`;
}

try {
  await main();
} catch (error) {
  if (error instanceof HelpAsked) {
    console.log(error.message);
    process.exit(0);
  }
  console.error(error instanceof UserError ? error.message : sayFailure(error));
  process.exit(error instanceof UserError ? 2 : 1);
}
