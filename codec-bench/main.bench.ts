/**
 * `npm run bench:codec`: what encoding and decoding cost, per framing, beside npm packages that do the same.
 *
 *     [--framing NAME,…]   default: all, about three minutes
 *     [--bytes N,…]        payload sizes; default 64, 1024 and 65536
 *     [--chunks NAME,…]    how streams are cut: message, 2048, 4096, 8192, 65536, random; default message, 65536, random
 *     [--alone]            without peers
 *     [--full]             16 to 65536 bytes, every way to cut; about a quarter of an hour
 *     [--rounds N]         default 6; below, no interval
 *     [--json FILE]        every round, for other programs
 *
 * With --json it goes on when nobody reads its tables any more; without, the next table ends it. A terminal that is
 * closed does not end it by itself: the tables may go elsewhere.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { onInterrupt } from '../native/interrupts.ts';
import { goOnAfterHangup, goOnWithoutReader, onReaderGone, readerGoneExitCode } from '../native/output.ts';
import { userPath } from '../native/user-folder.ts';
import { parseCount, parseName, UserError } from '../protocol/flags.ts';
import { programVariables } from '../protocol/program-variables.ts';
import { framingNames, framings, type FramingName } from '../protocol/framing/index.ts';
import { groupsOf, type CellSpec } from './cell.bench.ts';
import { combine, type Result } from './estimate.bench.ts';
import type { Speed } from './measure.bench.ts';
import { memoryFlags, type Memory } from './memory.bench.ts';
import { refuseUnwritable, writeOutcome } from './outcome-file.bench.ts';
import { formatFraming, formatHeadline, formatNotes } from './table.bench.ts';
import type { Order } from './worker.bench.ts';
import { chunkings, limitsFor, payloadSizes, type Chunking } from './workload.bench.ts';

const usualSizes = [64, 1024, 65_536];
const usualChunkings: readonly Chunking[] = ['message', '65536', 'random'];
const sliceMs = 25;
const most = { payloadBytes: 1 << 20, rounds: 100 };

interface Request {
  readonly framings: readonly FramingName[];
  readonly cells: Omit<CellSpec, 'framing' | 'group'>;
  readonly rounds: number;
  readonly json: string | null;
}

async function main(): Promise<void> {
  const request = readRequest(process.argv.slice(2));
  if (request.json === null) onReaderGone(() => process.exit(readerGoneExitCode));
  else {
    goOnWithoutReader();
    await refuseUnwritable('--json', request.json);
  }
  goOnAfterHangup();
  onInterrupt((name) => process.exit(128 + constants.signals[name]));
  const cells: (readonly Result[])[] = [];
  for (const framing of request.framings) {
    const measured = await measureFraming(framing, request);
    if (measured.length > 0) console.log(formatFraming(measured));
    cells.push(...measured);
  }
  console.log(formatHeadline(cells));
  console.log(formatNotes(request.framings, request.rounds));
  if (request.json !== null) await writeResults(request.json, cells.flat());
}

async function measureFraming(
  framing: FramingName,
  { cells, rounds }: Request,
): Promise<readonly (readonly Result[])[]> {
  const groups = cells.isAlone === true ? 1 : groupsOf(framing);
  const specs = [...Array(groups).keys()].map((group) => ({ ...cells, framing, group }));
  const speeds: Speed[] = [];
  const memories: Memory[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`${framing}: round ${round + 1} of ${rounds}`);
    for (const spec of round % 2 === 0 ? specs : specs.toReversed()) {
      speeds.push(...(await measure<Speed>({ what: 'speed', spec: { ...spec, round, sliceMs } }, [])));
    }
  }
  progress(`${framing}: memory`);
  for (const spec of specs) memories.push(...(await measure<Memory>({ what: 'memory', spec }, memoryFlags)));
  progress('');
  return combine(speeds, memories);
}

/** In a process of its own, which ends when it has answered. */
async function measure<Item extends Speed | Memory>(order: Order, execArgv: readonly string[]): Promise<Item[]> {
  const child = fork(new URL('worker.bench.ts', import.meta.url), {
    execArgv: [...execArgv],
    env: programVariables(process.env, null),
    // In a session of its own: a terminal that is closed, or its Ctrl-C, reaches this process alone.
    detached: true,
  });
  const end = (): void => void child.kill('SIGKILL');
  process.on('exit', end);
  child.send(order);
  const answered = once(child, 'message') as Promise<[Item[]]>;
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [first, signal] = await Promise.race([answered, ended]);
  if (!Array.isArray(first)) throw new Error(`${order.spec.framing}: ${signal ?? `exit code ${first}`}`);
  await ended;
  process.off('exit', end);
  return first;
}

/** One line that changes, for a person who waits. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

async function writeResults(path: string, results: readonly Result[]): Promise<void> {
  const [processor] = cpus();
  const { node, v8 } = process.versions;
  const header = { at: new Date().toISOString(), node, v8, processor: processor?.model, processors: cpus().length };
  await writeOutcome('--json', path, `${JSON.stringify({ ...header, results }, null, 2)}\n`);
}

function readRequest(args: readonly string[]): Request {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const lists = { framing: text, bytes: text, chunks: text, rounds: text, json: text } as const;
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { ...lists, full: flag, alone: flag } }));
  } catch (error) {
    throw new UserError((error as Error).message, { cause: error });
  }
  const { framing, bytes, chunks, rounds, full, alone, json } = values;
  const list = <Item>(value: string | undefined, usual: readonly Item[], read: (one: string) => Item) =>
    value?.split(',').map((one) => read(one)) ?? usual;
  const request: Request = {
    framings: list(framing, framingNames, (one) => parseName('--framing', one, framingNames)),
    cells: {
      payloadSizes: list(bytes, full ? payloadSizes : usualSizes, (one) =>
        parseCount('--bytes', one, 1, most.payloadBytes),
      ),
      chunkings: list(chunks, full ? chunkings : usualChunkings, (one) => parseName('--chunks', one, chunkings)),
      isAlone: alone,
    },
    rounds: rounds === undefined ? 6 : parseCount('--rounds', rounds, 1, most.rounds),
    json: json === undefined ? null : userPath(json),
  };
  if (framing !== undefined) refuseUncarried(request);
  return request;
}

/** Whoever names a framing wants a figure for it; of all of them, some cannot carry every size. */
function refuseUncarried({ framings: names, cells: { payloadSizes: sizes } }: Request): void {
  for (const name of names) {
    const refusals = sizes.map((bytes) => framings[name].carries(bytes, limitsFor(bytes))).filter((one) => !one.ok);
    const [first] = refusals;
    if (first === undefined || refusals.length < sizes.length) continue;
    throw new UserError(`--bytes ${sizes.join(',')} with --framing ${name}: ${first.reason}`);
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = error instanceof UserError ? 2 : 1;
}
