/**
 * How likely a sound method passes the check of identical arms. Its comparisons are not independent: arms of a group share
 * the cells of their baseline, so that a round in which these were slow makes all of them look fast. Simulated for the very
 * groups that are measured, with independent normal noise of one size for every trial.
 */
import { createRandom, type Random } from '../../protocol/random.ts';
import { center } from '../statistics/hodges-lehmann.ts';
import { coverage } from '../statistics/simultaneous.ts';

const simulations = 1000;

export interface SoundMethod {
  /** Comparisons that it calls different, on average. */
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
  let [different, passed] = [0, 0];
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    let found = 0;
    for (const ofGroup of arms) found += differentIn(ofGroup, rounds, random);
    different += found;
    if (found <= allowed) passed += 1;
  }
  return { expected: different / simulations, passes: passed / simulations };
}

function differentIn(arms: number, rounds: number, random: Random): number {
  const draw = () => Array.from({ length: rounds }, () => standardNormal(random));
  const [baseline, twin] = [draw(), draw()];
  let different = 0;
  for (let arm = 0; arm < arms; arm += 1) {
    const differences = draw().map((value, r) => value - ((baseline[r] as number) + (twin[r] as number)) / 2);
    const { interval } = center(differences, coverage);
    if (interval !== null && (interval.low > 0 || interval.high < 0)) different += 1;
  }
  return different;
}

/** Box and Muller, Annals of Mathematical Statistics 29(2), 1958. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
