/**
 * Results that nobody measured, for the tests of whatever reads one: real plans, the real metrics and labels of server,
 * channel and claim trials, and records made from wished figures. Trials of one block share what the machine does to all of them, each has
 * noise of its own, and blocks with failed or disturbed trials are repeated, as a run does it. Seeded.
 */
import { analyse } from '../runner/analysis/analyse.ts';
import type { Analysis } from '../runner/analysis/analysis.ts';
import { disturbancesIn } from '../runner/analysis/planned.ts';
import { estimateBlockMs, withoutSkipped } from '../runner/plan/estimate.ts';
import { mostRepeats, stagesOf, type BlockIdentity } from '../runner/plan/schedule.ts';
import type { Cell, Plan } from '../runner/result/plan.ts';
import { resultFormat, resultVersion, type ResultFile } from '../runner/result/result.ts';
import type { DistributiveOmit, MeasuredTrial, Trial, TrialPhase } from '../runner/result/trial.ts';
import { createRandom, type Random } from '../protocol/random.ts';
import { kinds } from '../runner/trials/index.ts';
import { observe } from '../runner/trials/observe.ts';
import { nominalCalibration } from '../runner/trials/server/calibration.ts';
import { judge as judgeChannel } from '../runner/trials/channel/evidence.ts';
import type { ChannelSetup } from '../runner/trials/channel/setup.ts';
import { judge } from '../runner/trials/server/evidence.ts';
import type { ServerSetup } from '../runner/trials/server/setup.ts';
import { claimRecord } from './made-up-claim-record.ts';
import { channelRecord, usualChannelFigures, type ChannelFigures } from './made-up-channel-record.ts';
import { madeUpEnvironment, madeUpMachine } from './made-up-environment.ts';
import { madeUpPlan, type PlanOptions } from './made-up-plan.ts';
import { serverRecord, usualFigures, type ServerFigures, type SliceShape } from './made-up-record.ts';
import { standardNormal } from './normal.ts';

/** As the tests of servers know it; of a channel trial only what every cell has is there. */
export type ServerCell = Omit<Cell, 'setup'> & { readonly setup: ServerSetup };

/** What is not as `usualFigures` has it. */
export interface WishedFigures extends Partial<ServerFigures> {
  /** Times as fast as usual: the rate times this, processor time of server and client divided by it. 1 unless given. */
  readonly speed?: number;
  /** Names of labels besides those that the evidence of the record gives. */
  readonly labels?: readonly string[];
}

export interface Failure {
  readonly error: string;
  /** `measure` unless given. */
  readonly phase?: TrialPhase;
  readonly log?: string;
}

/** SDs of logarithms: of a block, which all its cells share, of a trial, and of a slice. */
export interface Noise {
  readonly block: number;
  readonly trial: number;
  readonly slice: number;
}

export interface ResultOptions extends PlanOptions {
  readonly values?: (cell: ServerCell, round: number, attempt: number) => WishedFigures;
  /** Null: the trial completes. */
  readonly failure?: (cell: ServerCell, round: number, attempt: number) => Failure | null;
  /** `usualNoise` unless given. */
  readonly noise?: Partial<Noise>;
}

const usualNoise: Noise = { block: 0.05, trial: 0.02, slice: 0.02 };
/** Figures are then exactly what was wished for. */
export const noNoise: Noise = { block: 0, trial: 0, slice: 0 };

const startedMs = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A run from its first block to its last. */
export function madeUpResult(options: ResultOptions = {}): ResultFile {
  const { plan, skips } = madeUpPlan(options);
  const trials = [...skipped(skips), ...new MadeUpRun(plan, skips, options).trials()];
  const elapsedMs = trials.at(-1)?.elapsedMs ?? 0;
  return {
    format: resultFormat,
    version: resultVersion,
    startedAt: at(0),
    finishedAt: at(elapsedMs),
    elapsedMs,
    commandLine: ['--profile', plan.profile, '--seed', String(plan.seed)],
    environment: madeUpEnvironment,
    calibrations: { server: options.setting?.calibrations?.['server'] ?? nominalCalibration },
    plan,
    trials,
  };
}

/** The same run, cut off after so many trials; a negative number counts from the end. */
export function cutOff(result: ResultFile, trials: number): ResultFile {
  return { ...result, finishedAt: null, elapsedMs: null, trials: result.trials.slice(0, trials) };
}

export function analysed({ plan, trials }: ResultFile): Analysis {
  return analyse(plan, observe(plan, trials, kinds, madeUpMachine));
}

function skipped(skips: ReadonlyMap<string, string>): Trial[] {
  const identity = { round: 0, attempt: 0, startedAt: at(0), elapsedMs: 0 };
  return [...skips].map(([cell, reason]) => ({ ...identity, cell, outcome: 'skipped', reason }));
}

function at(elapsedMs: number): string {
  return new Date(startedMs + Math.round(elapsedMs)).toISOString();
}

class MadeUpRun {
  readonly #plan: Plan;
  readonly #skips: ReadonlyMap<string, string>;
  readonly #options: ResultOptions;
  readonly #noise: Noise;
  #elapsedMs = 8000;
  /** A cell that failed in every try of a block: none is repeated on its account any more. */
  readonly #hopeless = new Set<string>();

  constructor(plan: Plan, skips: ReadonlyMap<string, string>, options: ResultOptions) {
    this.#plan = plan;
    this.#skips = skips;
    this.#options = options;
    this.#noise = { ...usualNoise, ...options.noise };
  }

  trials(): Trial[] {
    return stagesOf(this.#plan).flatMap(({ blocks }) => blocks.flatMap((block) => this.#withRepeats(block)));
  }

  #withRepeats(first: BlockIdentity): Trial[] {
    const trials: Trial[] = [];
    for (let attempt = 0; ; attempt += 1) {
      const measured = this.#block({ ...first, attempt });
      trials.push(...measured);
      const spoiled = measured.filter((trial) => this.#isSpoiled(trial, first) && !this.#hopeless.has(trial.cell));
      if (spoiled.length === 0) return trials;
      if (attempt === mostRepeats) {
        for (const { cell, outcome } of spoiled) if (outcome === 'failed') this.#hopeless.add(cell);
        return trials;
      }
    }
  }

  #block({ group, round, attempt }: BlockIdentity): Trial[] {
    const startedAt = at(this.#elapsedMs);
    const running = withoutSkipped(group, this.#skips);
    this.#elapsedMs += running.cells.length === 0 ? 0 : estimateBlockMs(running, this.#plan, kinds);
    const random = createRandom(this.#plan.seed, `made-up ${group.id} ${round} ${attempt}`);
    const drift = this.#noise.block * standardNormal(random);
    return running.cells.map((cell): Trial => {
      const identity = { cell: cell.id, round, attempt, startedAt };
      const outcome = this.#outcome(cell as ServerCell, { group, round, attempt }, drift, random);
      return { ...identity, elapsedMs: this.#elapsedMs, ...outcome };
    });
  }

  #outcome(cell: ServerCell, { group, round, attempt }: BlockIdentity, drift: number, random: Random): Outcome {
    const { values = () => ({}), failure = () => null } = this.#options;
    const [trial, beside] = [standardNormal(random), standardNormal(random)];
    const failed = failure(cell, round, attempt);
    if (failed !== null) {
      const { error, phase = 'measure', log = '' } = failed;
      return { outcome: 'failed', phase, error, log };
    }
    const { labels = [], ...wished }: WishedFigures = values(cell, round, attempt);
    const [speed, other] = [drift + this.#noise.trial * trial, this.#noise.trial * beside];
    const { slice } = this.#plan;
    const [slices, sliceMs] =
      group.schedule === 'interleaved' ? [group.slices, slice.ms] : [1, slice.ms * group.slices];
    const shape = { slices, sliceMs, noise: this.#noise.slice };
    const { record, found } = this.#measured(cell, wished, { speed, other, shape, random });
    return { outcome: 'completed', record, labels: [...new Set([...found, ...labels])] };
  }

  #measured(cell: ServerCell, wished: Omit<WishedFigures, 'labels'>, { speed, other, shape, random }: Circumstances) {
    switch (cell.kind) {
      case 'channel':
        return ofChannel(cell.setup as unknown as ChannelSetup, wished, speed, shape, random);
      case 'claim':
        return { record: claimRecord((wished.speed ?? 1) * Math.exp(speed), random), found: [] };
      default:
        return ofServer(cell.setup, noisy(figuresOf(cell.setup, wished), speed, other), shape, random);
    }
  }

  #isSpoiled(trial: Trial, { group }: BlockIdentity): boolean {
    if (trial.outcome !== 'completed') return trial.outcome === 'failed';
    const disturbances = disturbancesIn(this.#plan, group);
    return trial.labels.some((label) => disturbances.has(label));
  }
}

/** What a trial's figures depend on besides what was wished: logarithms of speed, of processor time and of others. */
interface Circumstances {
  readonly speed: number;
  readonly other: number;
  readonly shape: SliceShape;
  readonly random: Random;
}

type Outcome = DistributiveOmit<MeasuredTrial, 'cell' | 'round' | 'attempt' | 'startedAt'>;

function ofServer(setup: ServerSetup, figures: ServerFigures, shape: SliceShape, random: Random) {
  const record = serverRecord(setup, figures, shape, random);
  return { record, found: judge(record, setup, madeUpMachine) };
}

/** Of a channel only a speed and what disturbs it can be wished for. */
function ofChannel(
  setup: ChannelSetup,
  { speed: wished = 1, secondHalf, stealShare, foreignShare, throttledNs }: Omit<WishedFigures, 'labels'>,
  drift: number,
  shape: SliceShape,
  random: Random,
) {
  const usual = usualChannelFigures(setup);
  const speed = wished * Math.exp(drift);
  const figures: ChannelFigures = {
    ...usual,
    roundTripNs: usual.roundTripNs / speed,
    nearCpuNsPerMessage: usual.nearCpuNsPerMessage / speed,
    farCpuNsPerMessage: usual.farCpuNsPerMessage / speed,
    secondHalf: secondHalf ?? usual.secondHalf,
    stealShare: stealShare ?? usual.stealShare,
    foreignShare: foreignShare ?? usual.foreignShare,
    throttledNs: throttledNs ?? usual.throttledNs,
  };
  const record = channelRecord(setup, figures, shape, random);
  return { record, found: judgeChannel(record) };
}

function figuresOf(setup: ServerSetup, { speed = 1, ...wished }: Omit<WishedFigures, 'labels'>): ServerFigures {
  const usual = usualFigures(setup);
  return {
    ...usual,
    messagesPerSecond: usual.messagesPerSecond * speed,
    cpuNsPerMessage: usual.cpuNsPerMessage / speed,
    clientCpuNsPerMessage: usual.clientCpuNsPerMessage / speed,
    ...wished,
  };
}

/** `beside`: of what does not change with the speed of the processor in that minute. */
function noisy(figures: ServerFigures, speed: number, beside: number): ServerFigures {
  const [faster, other] = [Math.exp(speed), Math.exp(beside)];
  return {
    ...figures,
    messagesPerSecond: figures.messagesPerSecond * faster,
    cpuNsPerMessage: figures.cpuNsPerMessage / faster,
    clientCpuNsPerMessage: figures.clientCpuNsPerMessage / faster,
    readyMs: figures.readyMs / faster,
    firstExchangeNs: figures.firstExchangeNs === null ? null : figures.firstExchangeNs / faster,
    restBytes: figures.restBytes * other,
    bytesPerIdleConnection: figures.bytesPerIdleConnection * other,
    idleCpuShare: figures.idleCpuShare * other,
  };
}
