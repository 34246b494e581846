/**
 * How likely a sound method passes the check of identical arms. Its comparisons are not independent: arms of a group share
 * the cells of their baseline, so that a round in which these were slow makes all of them look fast. Simulated for the very
 * groups that are measured, with independent normal noise of one size for every trial.
 */
import { createRandom, type Random } from '../../protocol/random.ts';
import { coverage } from '../statistics/simultaneous.ts';
import { walshRank } from '../statistics/wilcoxon.ts';

const simulations = 3000;

export interface SoundMethod {
  /** Comparisons that it calls different, on average: by the exact distribution. */
  readonly expected: number;
  /** Share of self-tests in which it calls at most `allowed` different. */
  readonly passes: number;
}

/** A plan is judged more than once, and its groups never change. */
const known = new Map<string, SoundMethod>();

/**
 * @param arms of each group, beside its baseline of two cells
 * @param allowed comparisons that may be called different
 */
export function soundMethod(arms: readonly number[], rounds: number, allowed: number): SoundMethod {
  const key = JSON.stringify([arms, rounds, allowed]);
  const found = known.get(key) ?? simulated(arms, rounds, allowed);
  known.set(key, found);
  return found;
}

function simulated(arms: readonly number[], rounds: number, allowed: number): SoundMethod {
  const random = createRandom(1, 'sound method');
  let passed = 0;
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    let found = 0;
    for (const ofGroup of arms) found += differentIn(ofGroup, rounds, random);
    if (found <= allowed) passed += 1;
  }
  const comparisons = arms.reduce((all, ofGroup) => all + ofGroup, 0);
  const missed = 1 - (walshRank(rounds, coverage)?.coverage ?? 1);
  return { expected: comparisons * missed, passes: passed / simulations };
}

function differentIn(arms: number, rounds: number, random: Random): number {
  const draw = () => Array.from({ length: rounds }, () => standardNormal(random));
  const [baseline, twin] = [draw(), draw()];
  let different = 0;
  for (let arm = 0; arm < arms; arm += 1) {
    const differences = draw().map((value, r) => value - ((baseline[r] as number) + (twin[r] as number)) / 2);
    if (excludesZero(differences)) different += 1;
  }
  return different;
}

/**
 * As the interval does that ends at the k-th smallest and the k-th largest of the means of two: it lies above 0 where fewer
 * than k of these are below. Counted, since to sort them takes most of the time of an estimate.
 */
function excludesZero(differences: readonly number[]): boolean {
  const k = walshRank(differences.length, coverage)?.k ?? 0;
  let [below, above] = [0, 0];
  for (let first = 0; first < differences.length; first += 1) {
    for (let second = first; second < differences.length; second += 1) {
      if ((differences[first] as number) + (differences[second] as number) < 0) below += 1;
      else above += 1;
    }
  }
  return below < k || above < k;
}

/** Box and Muller, Annals of Mathematical Statistics 29(2), 1958. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
