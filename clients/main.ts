/**
 * Load against one endpoint. By hand: warm-up, one window, a report. With `--control stdin`: connects, warms up, then
 * obeys; between slices the connections stay open and idle. Prints JSON lines and nothing else on stdout.
 *
 *     warm      with `--hold` only: warm up now, not as soon as connected
 *               ─▶ {"event":"warm", …}
 *     go MS     one slice with a window of MS milliseconds   ─▶ {"event":"slice", …}
 *     stop      (or end of input) the report, exit 0         ─▶ {"event":"report", …}
 */
import { createInterface } from 'node:readline';
import { moveToCpus } from '../native/affinity.ts';
import { parseCount, UsageError } from '../protocol/flags.ts';
import { LoadError, monotonicNs, type Load } from './load.ts';
import { LocalLoad } from './local-load.ts';
import type { ClientLine, ReportLine, SliceLine } from './report.ts';
import { parseLoadCommand, type LoadCommand } from './spec.ts';
import { SpreadLoad } from './spread-load.ts';

type Evidence = Omit<ReportLine['evidence'], 'messagesPerConnection'>;

async function main(): Promise<void> {
  const command = parseLoadCommand(process.argv.slice(2));
  await moveToCpus(command.cpus);
  const load = command.clients === 1 ? new LocalLoad(command.load) : new SpreadLoad(command.load, command.clients);
  await load.connect();
  await report(load, await (command.control === 'stdin' ? obey(load, command) : measureOnce(load, command)));
  load.close();
}

async function measureOnce(load: Load, command: LoadCommand): Promise<Evidence> {
  const warmup = await load.warmUp(monotonicNs());
  return { warmup, slices: [await measure(load, command, command.durationMs)] };
}

/** Until `stop` or the end of the input. */
async function obey(load: Load, command: LoadCommand): Promise<Evidence> {
  let warmup = { messages: 0, durationMs: 0 };
  const warmUp = async (): Promise<void> => {
    warmup = await load.warmUp(monotonicNs());
    say({ event: 'warm', ...warmup });
  };
  const slices: Omit<SliceLine, 'event'>[] = [];
  if (command.hold) say({ event: 'connected' });
  else await warmUp();
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb, argument = ''] = line.trim().split(/\s+/);
    if (verb === 'stop') break;
    if (verb === 'warm') await warmUp();
    else if (verb === 'go') {
      const slice = await measure(load, command, parseCount('go', argument, 1, 600_000));
      slices.push(slice);
      say({ event: 'slice', ...slice });
    } else throw new UsageError(`${verb}: unknown; use go MS or stop, or warm with --hold`);
  }
  return { warmup, slices };
}

async function measure(load: Load, { load: spec }: LoadCommand, windowMs: number): Promise<Omit<SliceLine, 'event'>> {
  const { inFlightNs, ...slice } = await load.slice(windowMs, monotonicNs());
  return { ...slice, littleRatio: inFlightNs / (slice.windowNs * spec.connections * spec.depth) };
}

async function report(load: Load, evidence: Evidence): Promise<void> {
  const { serviceTime, messagesPerConnection } = await load.report();
  const seconds = evidence.slices.reduce((sum, slice) => sum + slice.windowNs, 0) / 1e9;
  const messages = evidence.slices.reduce((sum, slice) => sum + slice.messages, 0);
  say({
    event: 'report',
    messagesPerSecond: seconds === 0 ? 0 : messages / seconds,
    ...(serviceTime !== undefined && { serviceTime }),
    errors: 0,
    evidence: { ...evidence, messagesPerConnection },
  });
}

function say(line: ClientLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  if (error instanceof LoadError) say({ event: 'failure', phase: error.phase, message: error.message });
  console.error(error instanceof UsageError || error instanceof LoadError ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}
