/**
 * How wide an interval will be, before anything is measured: in standard deviations of one round's difference, for normal
 * differences. Found by simulation with a fixed seed: the order statistics of Walsh averages have no closed form.
 */
import { createRandom, type Random } from '../../protocol/random.ts';
import { center } from './hodges-lehmann.ts';
import { mean } from './averages.ts';

const runs = 400;
/** The quantile of the normal distribution with nine tenths below it, and the efficiency of the estimator (hodges-lehmann.ts). */
const nineTenths = 1.2816;
const efficiency = 0.955;

/** Half of the interval's width on average; null where so few rounds have none of this coverage. */
export function expectedHalfWidth(rounds: number, coverage: number): number | null {
  const random = createRandom(rounds, `expected width ${coverage}`);
  const widths: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const { interval } = center(
      Array.from({ length: rounds }, () => normal(random)),
      coverage,
    );
    if (interval === null) return null;
    widths.push((interval.high - interval.low) / 2);
  }
  return mean(widths);
}

/** The effect that is told from none in nine of ten runs: the half-width, and how much an estimate falls short in one of ten. */
export function detectedEffect(rounds: number, halfWidth: number): number {
  return halfWidth + nineTenths / Math.sqrt(efficiency * rounds);
}

/** Box and Muller, "A note on the generation of random normal deviates", Annals of Mathematical Statistics 29(2), 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
