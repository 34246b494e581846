/**
 * What can speak against a trial of any kind, judged from its slices alone: a speed that changed while it was measured, and
 * a machine that was not left to it. The labels for people stand beside the rules.
 */
import type { LabelDefinition } from '../result/metric.ts';
import { sum } from '../statistics/averages.ts';
import type { MachineTime } from '../machine/machine-time.ts';

/**
 * With more idle time than this, steal and foreign load took nothing away from a rate or a cost: waking a halted virtual core
 * counts as steal. Who waits for a reply waits longer all the same.
 */
const idleShareLimit = 0.1;
const stealShareLimit = 0.05;
const foreignShareLimit = 0.05;
const steadyRatio = { low: 0.9, high: 1.1 };

export const notSteady = {
  name: 'not-steady',
  title: 'not steady',
  meaning:
    'The second half of the measured time was more than 10 % faster or slower than the first, so the figure is a mean of two different states.',
  remedy:
    'Use a longer profile, whose warm-up is longer, and look at `npm run doctor` for a machine that changes its speed.',
  bounds: false,
  repeats: false,
} as const satisfies LabelDefinition;

const disturbance = { bounds: false, repeats: true, limit: 'machine' } as const;

/** In the order in which they are judged. */
export const disturbances = [
  {
    ...disturbance,
    name: 'disturbed-foreign-load',
    title: 'foreign load',
    meaning:
      'With no processor to spare, or where response times were measured, other programs used more than 5 % of the processor time.',
    remedy: 'Close other programs and stop background services, then run again.',
  },
  {
    ...disturbance,
    name: 'disturbed-steal',
    title: 'steal',
    meaning:
      'With no processor to spare, or where response times were measured, the hypervisor gave more than 5 % of the processor time to other machines.',
    remedy: 'Run at a quieter hour or on a machine whose processors are not shared.',
  },
  {
    ...disturbance,
    name: 'disturbed-throttled',
    title: 'throttled',
    meaning: 'The control group used up its processor quota and was stopped for part of the trial.',
    remedy: 'Raise or remove the quota (cpu.max, or `docker run --cpus`) and run again.',
  },
] as const satisfies readonly LabelDefinition[];

export type Disturbance = (typeof disturbances)[number]['name'];

/** Second half of the measured time ÷ first half. An odd slice in the middle belongs to neither; one slice has no halves. */
export function isUnsteady(slices: readonly { readonly messages: number; readonly windowNs: number }[]): boolean {
  const half = Math.floor(slices.length / 2);
  if (half === 0) return false;
  const rate = (some: typeof slices) =>
    sum(some.map(({ messages }) => messages)) / sum(some.map(({ windowNs }) => windowNs));
  const ratio = rate(slices.slice(-half)) / rate(slices.slice(0, half));
  return !(ratio >= steadyRatio.low && ratio <= steadyRatio.high);
}

/** The whole machine over a slice, null off Linux; and the processor time of the trial's own programs. */
export interface MachineUse {
  readonly machine: MachineTime | null;
  readonly ownNs: number;
}

/**
 * Judged on sums over all slices: /proc/stat counts in ticks of 10 ms, a tenth of a slice.
 *
 * @param throttledNs of the control group during the trial; null where there is none
 * @param isWaitedFor response times are what is measured: time that is taken away is missing, however much of it is idle
 */
export function disturbancesOfMachine(
  slices: readonly MachineUse[],
  throttledNs: number | null,
  isWaitedFor = false,
): Disturbance[] {
  return [...takenAway(slices, isWaitedFor), ...((throttledNs ?? 0) > 0 ? (['disturbed-throttled'] as const) : [])];
}

function takenAway(slices: readonly MachineUse[], isWaitedFor: boolean): Disturbance[] {
  const seen = slices.flatMap(({ machine, ownNs }) => (machine === null ? [] : [{ machine, ownNs }]));
  const busyNs = sum(seen.map(({ machine }) => machine.busyNs));
  const idleNs = sum(seen.map(({ machine }) => machine.idleNs));
  const stealNs = sum(seen.map(({ machine }) => machine.stealNs));
  const ownNs = sum(seen.map((slice) => slice.ownNs));
  const totalNs = busyNs + idleNs + stealNs;
  if (totalNs === 0 || (!isWaitedFor && idleNs / totalNs >= idleShareLimit)) return [];
  const found: Disturbance[] = [];
  if ((busyNs - ownNs) / totalNs > foreignShareLimit) found.push('disturbed-foreign-load');
  if (stealNs / totalNs > stealShareLimit) found.push('disturbed-steal');
  return found;
}
