/**
 * Work per request as it was measured in place: what a message cost the baseline beyond what an echo cost it in the same
 * rounds, in processor time of the server. The calibration, which a cell carries as `workNsPerRequest`, is what a level
 * was aimed at: found in another server, before the run, without other load. In place a request with work also costs what
 * a busy server spares: a client that had to be woken, colder caches.
 */
import type { GroupPlan } from '../result/result.ts';
import type { Cell, Measurement, Trial } from '../result/trial.ts';
import type { Estimate, GroupAnalysis } from './analysis.ts';
import { estimate } from '../statistics/estimate.ts';
import { definitionOf } from '../trials/server/metrics.ts';
import { differences, seriesOf, type Series } from './pairing.ts';
import { roundsOf } from './rounds.ts';
import { transforms } from '../statistics/scale.ts';
import { coverage } from '../statistics/simultaneous.ts';

/**
 * By group id; empty unless one group of the experiment has no work, others have some, and every one of them has rounds
 * in common with it: amounts from two sources would not stand on one axis.
 */
export function workInPlace(groups: readonly GroupPlan[], trials: readonly Trial[]): ReadonlyMap<string, Estimate> {
  const [echo, ...otherEchoes] = groups.filter((group) => aimedAt(group.cells) === 0);
  if (echo === undefined || otherEchoes.length > 0 || groups.length < 2) return new Map();
  const echoNs = costOf(echo, trials);
  const works = groups
    .filter((group) => group !== echo)
    .map((group) => {
      const beyond = differences(costOf(group, trials), echoNs);
      return [group.id, estimate(beyond, coverage, transforms.difference)] as const;
    });
  return works.some(([, { n, value }]) => n === 0 || !(value > 0)) ? new Map() : new Map(works);
}

/** In nanoseconds: as measured where it was, else as it was aimed at; 0 of an echo. */
export function workNsOf({ work, rows }: GroupAnalysis): number {
  return work?.value ?? aimedAt(rows.map(({ cell }) => cell));
}

function aimedAt(cells: readonly Cell[]): number {
  return cells.find(({ role }) => role === 'baseline')?.workNsPerRequest ?? Number.NaN;
}

/** Processor time per message of the baseline, the mean of its twins, round by round from round 0. */
function costOf(group: GroupPlan, trials: readonly Trial[]): Series {
  const twins = group.cells.filter(({ role }) => role === 'baseline' || role === 'control');
  const [baseline] = twins;
  if (baseline === undefined) return [];
  const rounds = roundsOf(group, trials);
  const figure = (measurement: Measurement) => definitionOf('cpuNsPerMessage').valueOf(measurement, baseline);
  const ids = twins.map(({ id }) => id);
  const byRound = new Map(
    rounds.map((one) => [one.round, seriesOf([one], ids, figure, transforms.difference)[0] ?? null]),
  );
  const last = Math.max(-1, ...byRound.keys());
  return Array.from({ length: last + 1 }, (_, round) => byRound.get(round) ?? null);
}
