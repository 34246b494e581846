/**
 * The payloads that clients send: seeded printable ASCII, the same for all framings. For `raw`, which has no
 * messages, the stream itself: the byte at offset i is table[i mod 251] (251 is prime, so that no power-of-two chunk
 * lines up with it).
 */
import { Buffer } from 'node:buffer';

export const rawTableBytes = 251;

/**
 * xorshift32 (Marsaglia 2003, "Xorshift RNGs"): fast, seeded, and good enough to fill a payload. Zero is its one
 * fixed point, hence the constant. Words from 1 to 2^32 - 1. The first ones of a small seed are small.
 */
export function xorshift32(seed: number): () => number {
  let state = seed >>> 0 || 0x9e_37_79_b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** `bytes` printable characters (0x20 … 0x5f, the range of stamps, so that no byte is a delimiter or an escape). */
export function createPayload(seed: number, bytes: number): Buffer {
  const random = xorshift32(seed);
  const payload = Buffer.allocUnsafe(bytes);
  for (let i = 0; i < bytes; i++) payload[i] = 0x20 + (random() >>> 26);
  return payload;
}

/**
 * A stretch of the endless `raw` stream, long enough that `bytes` can be cut from any of its first 251 offsets.
 */
export function createRawStream(seed: number, bytes: number): Buffer {
  const table = createPayload(seed, rawTableBytes);
  const stream = Buffer.allocUnsafe(rawTableBytes + bytes);
  for (let i = 0; i < stream.length; i++) stream[i] = table[i % rawTableBytes] as number;
  return stream;
}
