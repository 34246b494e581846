/**
 * One channel between two threads or processes: this program is the near end, and starts the far one. Prints one JSON
 * line when both are there, and one for each control line; everything for people goes to stderr.
 *
 *     go MS   {"event":"slice", "windowNs":…, "messages":…, "near":…, "far":…}; before the first one, messages are compared
 *             byte by byte at both ends
 *     warm    {"event":"warm", …}: the slices so far were the warm-up
 *     stop    {"event":"report", …}, then exits 0; so does the end of the input
 *
 * Without `--control stdin` it warms up, measures once, and prints the report.
 */
import { createInterface } from 'node:readline';
import { moveToCpus } from '../native/affinity.ts';
import { interrupts, onInterrupt } from '../native/interrupts.ts';
import { runProgram } from '../native/run-program.ts';
import { parseCount, UserError } from '../protocol/flags.ts';
import { reportLatencies } from '../latency/report.ts';
import { ChannelError } from './channel.ts';
import { channels } from './channels/index.ts';
import { OpenChannel } from './open-channel.ts';
import type { ChannelLine, ChannelReport, FailureLine, SliceLine } from './report.ts';
import { parseChannelCommand, type ChannelCommand } from './spec.ts';

type Slice = Omit<SliceLine, 'event'>;
type Evidence = ChannelReport['evidence'];

/** What shells say of a program that such a signal ended: 128 + its number. */
const interruptedExitCode = { SIGINT: 130, SIGTERM: 143 } as const;

let phase: FailureLine['phase'] = 'start';

async function main(): Promise<void> {
  const command = parseChannelCommand(process.argv.slice(2));
  await moveToCpus(command.cpus === null ? null : [command.cpus[0]], ['--moved']);
  const opening = OpenChannel.open(channels[command.channel], command.spec, command.cpus);
  onInterrupt((signal) => void closeAndExit(opening, signal));
  const channel = await opening;
  // Calls that wait keep handlers from running: then the system ends this end, and the far one sees that it is alone.
  if (channel.blocks) for (const signal of interrupts) process.removeAllListeners(signal);
  try {
    const evidence = await (command.control === 'stdin' ? obey(channel, command) : measureOnce(channel, command));
    await report(channel, command, evidence);
  } finally {
    await channel.close();
  }
}

/** Also one that is being opened: what it has made by then is taken down. */
async function closeAndExit(opening: Promise<OpenChannel>, signal: NodeJS.Signals): Promise<void> {
  try {
    await (await opening).close();
  } finally {
    process.exit(signal === 'SIGINT' ? interruptedExitCode.SIGINT : interruptedExitCode.SIGTERM);
  }
}

const warmUpMessages = 50_000;
const warmUpSliceMs = 100;
const mostWarmUpSlices = 10;

async function measureOnce(channel: OpenChannel, { durationMs }: ChannelCommand): Promise<Evidence> {
  await verify(channel);
  const slices: Slice[] = [];
  while (messagesOf(slices) < warmUpMessages && slices.length < mostWarmUpSlices)
    slices.push(await channel.slice(warmUpSliceMs));
  const warmup = warmUpOf(slices);
  channel.recorder.clear();
  phase = 'measure';
  return { warmup, slices: [await channel.slice(durationMs)] };
}

/** Every byte of the first messages is compared, at both ends. */
async function verify(channel: OpenChannel): Promise<void> {
  phase = 'verify';
  await channel.verify();
  phase = 'warm-up';
}

/**
 * Until `stop` or the end of the input. Whoever steers warms up too. The channel is verified by its first slice: of several
 * that start side by side, those whose ends spin would keep the processors from the others.
 */
async function obey(channel: OpenChannel, { channel: name }: ChannelCommand): Promise<Evidence> {
  say({ event: 'ready', channel: name, pid: process.pid, farPid: channel.farPid });
  let isVerified = false;
  let warmup = warmUpOf([]);
  let slices: Slice[] = [];
  const obeyLine = async (verb: string, argument: string): Promise<void> => {
    if (verb === 'warm') {
      warmup = warmUpOf(slices);
      slices = [];
      channel.recorder.clear();
      phase = 'measure';
      say({ event: 'warm', ...warmup });
    } else if (verb === 'go') {
      const ms = parseCount('go', argument, 1, 600_000);
      if (!isVerified) await verify(channel);
      isVerified = true;
      const slice = await channel.slice(ms);
      slices.push(slice);
      say({ event: 'slice', ...slice });
    } else throw new UserError(`${verb}: unknown; use go MS, warm or stop`);
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb = '', argument = ''] = line.trim().split(/\s+/);
    if (verb === 'stop') break;
    if (verb === '') continue;
    try {
      await obeyLine(verb, argument);
    } catch (error) {
      // A channel that has failed cannot go on; one that was told nonsense can.
      if (!(error instanceof UserError)) throw error;
      say({ event: 'error', line, message: error.message });
    }
  }
  return { warmup, slices };
}

async function report(channel: OpenChannel, { spec }: ChannelCommand, evidence: Evidence): Promise<void> {
  const { slices } = evidence;
  const seconds = sum(slices, ({ windowNs }) => windowNs) / 1e9;
  const messages = messagesOf(slices);
  const messagesPerSecond = seconds === 0 ? 0 : messages / seconds;
  const roundTrip = spec.mode === 'pingpong' ? await reportLatencies(channel.recorder) : undefined;
  const knowsFar = slices.every(({ far }) => far !== null);
  say({
    event: 'report',
    messagesPerSecond,
    bytesPerSecond: messagesPerSecond * spec.bytes,
    ...(roundTrip !== undefined && { roundTrip }),
    cpuNsPerMessage: {
      near: sum(slices, ({ near }) => near.cpuNs) / (messages || 1),
      far: knowsFar ? sum(slices, ({ far }) => far?.cpuNs ?? 0) / (messages || 1) : null,
    },
    errors: 0,
    evidence,
  });
}

function warmUpOf(slices: readonly Slice[]): Evidence['warmup'] {
  return { messages: messagesOf(slices), durationMs: sum(slices, ({ windowNs }) => windowNs) / 1e6 };
}

function messagesOf(slices: readonly Slice[]): number {
  return sum(slices, ({ messages }) => messages);
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function say(line: ChannelLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

await runProgram(main, (error) => {
  say({ event: 'failure', phase, message: (error as Error).message });
  return error instanceof ChannelError ? error.message : error;
});
