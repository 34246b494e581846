/**
 * Of which class each request of a mixture is. A sequence can be made twice: the end that sends and the end that
 * receives go through it side by side, so that nobody has to remember the classes of what is outstanding, however much
 * that is. Replies come in the order of their requests.
 */
import { xorshift32 } from '../protocol/payload.ts';
import type { RequestClass } from '../protocol/requested-service.ts';

/** The place in the list of classes of the next request, 0 where nothing is mixed. */
export type ClassSequence = () => number;

/** An odd number near 2^32 divided by the golden ratio: it spreads neighbouring seeds (Knuth, TAOCP vol. 3, 6.4). */
const spreading = 0x9e_37_79_b1;

/**
 * Drawn independently, each class as often as its share says. The same for every server, from the same seed. Seeds are
 * spread first: those of a load's connections follow each other, and all of them would begin with the same class.
 */
export function drawnClasses(classes: readonly RequestClass[], seed: number): ClassSequence {
  const random = xorshift32(Math.imul(seed, spreading));
  // Below which word a class is drawn; none of the last, which has all that is left.
  let sum = 0;
  const bounds = Float64Array.from(classes.slice(0, -1), ({ share }) => ((sum += share) / 100) * 2 ** 32);
  return () => {
    const word = random();
    let drawn = 0;
    while (drawn < bounds.length && word >= (bounds[drawn] as number)) drawn++;
    return drawn;
  };
}

/** One class after the other, beginning with the one at `first`: in as many requests each of them occurs. */
export function classesInTurn(classes: readonly RequestClass[], first: number): ClassSequence {
  let next = first;
  return () => next++ % classes.length;
}
