/** Chance for tests: seeded, so that every run of a test sees the same. */
import type { Random } from '../protocol/random.ts';

/** Mean 0, SD 1 (Box and Muller, Annals of Mathematical Statistics 29(2), 1958). */
export function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
