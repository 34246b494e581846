/** A channel trial while it is live: one program with both ends of a channel, and what it says of them. */
import { fileURLToPath } from 'node:url';
import type { ChannelReport, EndUsage, SliceLine, WarmLine } from '../../../ipc/report.ts';
import { machineTimeBetween, readMachineTime, readThrottledNs, throttledBetween } from '../../machine/machine-time.ts';
import type { Plan } from '../../result/plan.ts';
import { inPhase } from '../in-phase.ts';
import type { LiveTrial, Pace, Rig } from '../kind.ts';
import { Program } from '../program.ts';
import { here } from '../place.ts';
import { warmUpShare } from './cost.ts';
import type { ChannelRecord, ChannelSlice } from './record.ts';
import type { ChannelSetup } from './setup.ts';

const entry = fileURLToPath(new URL('../../../ipc/main.ts', import.meta.url));

/** Shorter than those that are measured, so that the warm-up ends soon after it may. */
const warmUpSliceMs = 50;
/** In times of that processor time: for channels that mostly wait. */
const longestWarmUp = 4;
/** A message that takes as long as both ends are given to find one another. */
const graceMs = 30_000;

/** @throws TrialError, with nothing left running */
export async function startChannelTrial(
  setup: ChannelSetup,
  { runtime, seed }: Pick<Rig, 'runtime' | 'seed'>,
  { warmup }: Pick<Pace, 'warmup'>,
): Promise<LiveChannelTrial> {
  const startedMs = performance.now();
  const title = `channel ${setup.channel}`;
  const command = [entry, ...argumentsOf(setup, seed)];
  // The far end is put onto its processor by the program itself.
  const cpus = setup.cpus === null ? null : [setup.cpus[0]];
  const program = await inPhase('start', [], () => Program.start({ title, runtime, place: here, command, cpus }));
  try {
    await inPhase('start', [program], () => program.answer('ready'));
    const readyMs = performance.now() - startedMs;
    return new LiveChannelTrial(program, warmup, { readyMs, throttledNs: readThrottledNs() });
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

function argumentsOf({ channel, mode, content, encoding, bytes, cpus }: ChannelSetup, seed: number): string[] {
  return [
    ...['--channel', channel, '--mode', mode],
    ...(content === 'bytes' ? ['--bytes', String(bytes)] : ['--content', content, '--encoding', encoding]),
    ...['--check', 'sample', '--seed', String(seed), '--control', 'stdin'],
    ...(cpus === null ? [] : ['--cpus', cpus.join(','), '--moved']),
  ];
}

/** What is known when both ends are there. */
interface Beginning {
  readonly readyMs: number;
  readonly throttledNs: number | null;
}

export class LiveChannelTrial implements LiveTrial<ChannelRecord> {
  readonly #program: Program;
  readonly #beginning: Beginning;
  /** The warm-up ends with whichever comes first; the last is multiplied by the trials that warm up at once. */
  readonly #until: { readonly messages: number; readonly cpuNs: number; readonly ms: number };
  #warmup = { messages: 0, durationMs: 0 };
  readonly #slices: ChannelSlice[] = [];

  constructor(program: Program, warmup: Plan['warmup'], beginning: Beginning) {
    const cpuMs = warmUpShare * warmup.cpuMsPerIsolate;
    this.#program = program;
    this.#until = { messages: warmup.messagesPerIsolate, cpuNs: 1e6 * cpuMs, ms: longestWarmUp * cpuMs };
    this.#beginning = beginning;
  }

  /** Slices like those that are measured, but shorter. */
  async warmUp(liveAtOnce: number, signal: AbortSignal): Promise<void> {
    await inPhase('warm-up', [this.#program], async () => {
      const startMs = performance.now();
      const endMs = startMs + this.#until.ms * liveAtOnce;
      let messages = 0;
      let cpuNs = 0;
      const isWarm = () => messages >= this.#until.messages || cpuNs >= this.#until.cpuNs;
      while (!isWarm() && performance.now() < endMs && !signal.aborted) {
        const slice = await this.#send(warmUpSliceMs);
        messages += slice.messages;
        cpuNs += slice.near.cpuNs + (slice.far?.cpuNs ?? 0);
      }
      const { messages: counted } = (await this.#program.ask('warm', 'warm')) as unknown as WarmLine;
      this.#warmup = { messages: counted, durationMs: performance.now() - startMs };
    });
  }

  async slice(windowMs: number): Promise<void> {
    await inPhase('measure', [this.#program], async () => {
      const slice = await this.#send(windowMs);
      if (slice.messages === 0) throw new Error(`${this.#program.title}: no message came through in ${windowMs} ms`);
      this.#slices.push(slice);
    });
  }

  async finish(): Promise<ChannelRecord> {
    return await inPhase('stop', [this.#program], async () => {
      const { readyMs, throttledNs } = this.#beginning;
      const throttledNowNs = readThrottledNs();
      const { roundTrip } = (await this.#program.ask('stop', 'report')) as unknown as ChannelReport;
      await this.#program.untilStopped();
      return {
        readyMs,
        warmup: this.#warmup,
        slices: this.#slices,
        roundTrip: roundTrip === undefined ? null : latencyOf(roundTrip),
        throttledNs: throttledBetween(throttledNs, throttledNowNs),
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }

  async #send(windowMs: number): Promise<ChannelSlice> {
    const before = readMachineTime();
    const line = await this.#program.ask(`go ${windowMs}`, 'slice', windowMs + graceMs);
    const machine = machineTimeBetween(before, readMachineTime());
    const { windowNs, messages, near, far, cpuNs } = line as unknown as SliceLine;
    return { windowNs, messages, near: endOf(near), far: far === null ? null : endOf(far), cpuNs, machine };
  }
}

function endOf({ cpuNs, contextSwitches: { voluntary, involuntary } }: EndUsage): ChannelSlice['near'] {
  return { cpuNs, voluntary, involuntary };
}

/** What a report says of it besides can be found from these. */
function latencyOf({ histogram, count, effectiveCount }: NonNullable<ChannelReport['roundTrip']>) {
  return { histogram, count, effectiveCount };
}
