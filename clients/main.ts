/**
 * Load against one endpoint. By hand: warm-up, one window, a report. With `--control stdin`: connects, warms up, then
 * obeys; between slices the connections stay open and idle, unless they are short (`--requests-per-connection`). Prints JSON lines and nothing else on stdout.
 *
 *     warm      with `--hold` only: the slices so far were the warm-up, forget them
 *               ─▶ {"event":"warm", …}
 *     go MS [SHAPE]   one slice with a window of MS milliseconds, in another shape than --shape if one is given
 *               ─▶ {"event":"slice", …}
 *     capacity  with --slo only: looks for the highest rate  ─▶ {"event":"capacity", …}
 *     stop      (or end of input) the report, exit 0         ─▶ {"event":"report", …}
 *
 * A line that means nothing is answered with {"event":"error", …}, and it goes on.
 * SIGINT and SIGTERM end it at once, with all its processes: half a window is no result. When nobody reads its output
 * any more, the next line that it would print ends it with 141.
 */
import { createInterface } from 'node:readline';
import { refuseUnwritableFile, writeLatencies } from '../latency/hgrm-file.ts';
import { moveToCpus } from '../native/affinity.ts';
import { runProgram } from '../native/run-program.ts';
import { pathForUser } from '../native/user-folder.ts';
import { parseCount, UserError } from '../protocol/flags.ts';
import { drivers } from './drivers/index.ts';
import { limitWords } from './limit-words.ts';
import { withLimits } from './limits.ts';
import { LoadError, monotonicNs, type Connected, type Load } from './load.ts';
import { LocalLoad } from './local-load.ts';
import { namedLatencies } from './named-latencies.ts';
import type { CapacityLine, ClientLine, ReportLine, SliceLine } from './report.ts';
import { parseLoadCommand, refuseTooManyArrivals, type LoadCommand } from './spec.ts';
import { refuseForeignAddresses } from './source-addresses.ts';
import { formatObjective, type Objective } from './objective.ts';
import { findCapacityOf } from './probe-load.ts';
import { formatShape, parseShape, type Shape } from './shape.ts';
import { SpreadLoad } from './spread-load.ts';

type Evidence = Pick<ReportLine['evidence'], 'warmup' | 'slices'>;

async function main(): Promise<void> {
  const command = parseLoadCommand(process.argv.slice(2));
  await moveToCpus(command.cpus);
  await refuseForeignAddresses(command.load.sourceAddresses ?? []);
  if (command.hgrm !== null) await refuseUnwritableFile('--hgrm', command.hgrm);
  const load = await createLoad(command);
  const connected = await load.connect();
  if (command.control === 'none' && command.objective !== null) {
    await load.warmUp(monotonicNs());
    say(await search(load, command.objective, (words) => console.error(words)));
    load.close();
    return;
  }
  const evidence = await (command.control === 'stdin' ? obey(load, command, connected) : measureOnce(load, command));
  const endedAt = new Date();
  const line = await report(load, command, evidence);
  say(line);
  if (command.control === 'none') for (const words of limitWords(line)) console.error(words);
  load.close();
  if (command.hgrm !== null) await writeHgrm(command.hgrm, line, endedAt);
}

async function createLoad({ load, clients }: LoadCommand): Promise<Load> {
  return clients === 1 ? new LocalLoad(load, await drivers[load.driver].open()) : new SpreadLoad(load, clients);
}

async function measureOnce(load: Load, command: LoadCommand): Promise<Evidence> {
  const warmup = await load.warmUp(monotonicNs());
  const slice = await measure(load, command, command.durationMs);
  // No throughput of 0: how much shorter than one exchange the window was, nobody has measured.
  if (slice.messages === 0) {
    const window = `no reply came inside the window of ${command.durationMs} ms`;
    throw new LoadError('measure', `${window}, so there is no figure: use a longer --duration, or a lighter --service`);
  }
  return { warmup, slices: [slice] };
}

/**
 * Until `stop` or the end of the input. With `--hold` whoever steers also warms up, with slices like those that are
 * measured: a first control line after a quiet warm-up would find the streams of standard input and output unknown to
 * the compiled code of the sockets' streams, and throw that code away (docs/decisions/0003-warm-up.md).
 */
async function obey(load: Load, command: LoadCommand, connected: Connected): Promise<Evidence> {
  let warmup = { messages: 0, durationMs: 0 };
  let slices: Omit<SliceLine, 'event'>[] = [];
  if (command.hold) say({ event: 'connected', ...connected, driver: command.load.driver });
  else say({ event: 'warm', ...(warmup = await load.warmUp(monotonicNs())) });
  const obeyLine = async (verb: string, argument = '', shapeText?: string, ...more: string[]): Promise<void> => {
    if (verb === 'warm' && command.hold) {
      warmup = { messages: sum(slices, (one) => one.messages), durationMs: sum(slices, (one) => one.elapsedNs) / 1e6 };
      slices = [];
      await load.forget();
      say({ event: 'warm', ...warmup });
    } else if (verb === 'go') {
      if (more.length > 0) throw new UserError(`go … ${more.join(' ')}: one too many; use go MS [SHAPE]`);
      const windowMs = parseCount('go', argument, 1, 600_000);
      const shape = shapeText === undefined ? command.load.shape : anotherShape(shapeText, command);
      refuseTooManyArrivals(`go ${windowMs} ${formatShape(shape)}`, shape, windowMs);
      const slice = await measure(load, command, windowMs, shape);
      slices.push(slice);
      say({ event: 'slice', ...slice });
    } else if (verb === 'capacity' && command.objective !== null) {
      say(await search(load, command.objective));
      // It forgets their latencies.
      slices = [];
    } else throw new UserError(`${verb}: unknown; use go MS [SHAPE] or stop, warm with --hold, capacity with --slo`);
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb = '', ...rest] = line.trim().split(/\s+/);
    if (verb === 'stop') break;
    if (verb === '') continue;
    try {
      await obeyLine(verb, ...rest);
    } catch (error) {
      // A load that has failed cannot go on; one that was told nonsense can.
      if (!(error instanceof UserError)) throw error;
      say({ event: 'error', line, message: error.message });
    }
  }
  return { warmup, slices };
}

async function measure(
  load: Load,
  { load: spec }: LoadCommand,
  windowMs: number,
  shape = spec.shape,
): Promise<Omit<SliceLine, 'event'>> {
  const { inFlightNs, ...slice } = await load.slice(windowMs, monotonicNs(), shape);
  if (shape.kind === 'open') return { ...slice, littleRatio: 1 };
  const kept = spec.requestsPerConnection === null ? spec.connections * shape.depth : spec.connections;
  return { ...slice, littleRatio: kept === 0 ? 1 : inFlightNs / (slice.windowNs * kept) };
}

async function search(load: Load, objective: Objective, tell?: (words: string) => void): Promise<CapacityLine> {
  return { event: 'capacity', objective: formatObjective(objective), ...(await findCapacityOf(load, objective, tell)) };
}

/** @throws UserError */
function anotherShape(text: string, { load: { connections, requestsPerConnection } }: LoadCommand): Shape {
  if (connections === 0 || requestsPerConnection !== null)
    throw new UserError(`go MS ${text}: only connections that are kept can have another shape; leave ${text} out`);
  return parseShape('go MS', text);
}

async function report(load: Load, { load: { driver } }: LoadCommand, evidence: Evidence): Promise<ReportLine> {
  const { messagesPerConnection, p99PerConnection, ...latencies } = await load.report();
  const { limits, ...claimed } = withLimits(latencies, evidence.slices);
  const seconds = sum(evidence.slices, (slice) => slice.windowNs) / 1e9;
  const messages = sum(evidence.slices, (slice) => slice.messages);
  return {
    event: 'report',
    messagesPerSecond: seconds === 0 ? 0 : messages / seconds,
    ...claimed,
    limits,
    errors: sum(evidence.slices, ({ open }) => open?.unanswered ?? 0),
    evidence: {
      driver,
      socketCalls: await drivers[driver].socketCalls(evidence.slices.some(({ open }) => open !== undefined)),
      ...evidence,
      messagesPerConnection,
      p99PerConnection,
    },
  };
}

async function writeHgrm(file: string, line: ReportLine, endedAt: Date): Promise<void> {
  const ns = (of: 'elapsedNs' | 'windowNs') => sum(line.evidence.slices, (slice) => slice[of]);
  const startedAt = new Date(Number(endedAt) - ns('elapsedNs') / 1e6);
  const files = await writeLatencies(file, namedLatencies(line), { startedAt, ns: ns('windowNs') });
  const unclaimed = line.limits.length === 0 ? '' : ' (as measured: with what cannot be claimed, see above)';
  console.error(`latencies: ${files.map(pathForUser).join(', ')}${unclaimed}`);
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function say(line: ClientLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

await runProgram(main, (error) => {
  if (!(error instanceof LoadError)) return error;
  say({ event: 'failure', phase: error.phase, message: error.message });
  return error.message;
});
