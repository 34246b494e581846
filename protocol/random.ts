/**
 * Seeded random numbers: every order, schedule and simulation here can be repeated from one seed that is printed and
 * stored. The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
 * 47(4), 2021), seeded through SplitMix (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
 * OOPSLA 2014). Not for secrets.
 */

/** Uniform in [0, 1), in steps of 2⁻³². */
export type Random = () => number;

/**
 * Streams of one seed with different names do not follow one another, so that a user of randomness can be added without
 * changing what the others draw.
 *
 * @param seed an integer from 0 to 2⁵³ − 1
 */
export function createRandom(seed: number, stream = ''): Random {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`seed ${seed}: an integer from 0 to 2^53 - 1 is needed`);
  const mix = splitMix(seed >>> 0, Math.floor(seed / 2 ** 32), fnv1a(stream));
  const word = xoshiro128starstar(mix(), mix(), mix(), mix());
  return () => word() / 2 ** 32;
}

/** Unsigned 32-bit words from a state that is not all zero. */
export function xoshiro128starstar(...state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return scrambled;
  };
}

/** 32-bit words from three: each is absorbed, then the state walks by the golden ratio and is finalised as in MurmurHash3. */
function splitMix(...seeds: readonly number[]): () => number {
  let state = 0;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) | 0;
  };
  for (const seed of seeds) state = next() ^ seed;
  return next;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
