/** What is wrong with a latency distribution: it does not open, or holds another number of latencies than it says. */
import { Buffer } from 'node:buffer';
import { inflateSync } from 'node:zlib';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { firstAmong } from '../store/first-among.ts';
import type { Latency } from './trial.ts';

/** 'place in the file: what is wrong', or null. */
export function histogramContradiction(latency: Latency, place: string): string | null {
  const { histogram, count, effectiveCount } = latency;
  const damage = envelopeDamage(histogram);
  if (damage !== null) return `${place}.histogram: ${damage}`;
  const held = countOf(histogram);
  if (typeof held === 'string') return `${place}.histogram: ${held}`;
  if (held !== count) return `${place}.count: ${count}, and the histogram holds ${held}`;
  return firstAmong(['p50', 'p99', 'p999'] as const, (percentile) => {
    const effective = effectiveCount[percentile];
    return effective <= count
      ? null
      : `${place}.effectiveCount.${percentile}: ${effective}, of only ${count} latencies`;
  });
}

/** First word of a compressed V2 histogram; the second-lowest hex digit is a word size and varies. */
const compressedCookie = 0x1c_84_93_04;
const wordSizeBits = 0xf0;

/** What keeps an HDR histogram (V2, compressed, base64) from being unpacked, or null: the decoder believes anything. */
function envelopeDamage(base64: string): string | null {
  const bytes = Buffer.from(base64, 'base64');
  // Node skips what is no base64; what it read is complete only when it spells the same text again.
  if (bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) return 'is no base64';
  if (bytes.length < 8 || (bytes.readUInt32BE(0) & ~wordSizeBits) >>> 0 !== compressedCookie) {
    return 'is no compressed HDR histogram (V2)';
  }
  if (bytes.readUInt32BE(4) !== bytes.length - 8) return 'is an HDR histogram that was cut short';
  try {
    inflateSync(bytes.subarray(8));
    return null;
  } catch (error) {
    return damaged(error);
  }
}

/** How many latencies it holds, or why it cannot be read. Half a millisecond each: a large result takes a second. */
function countOf(base64: string): number | string {
  try {
    return decodeFromCompressedBase64(base64, 64, false).totalCount;
  } catch (error) {
    return damaged(error);
  }
}

function damaged(error: unknown): string {
  return `is a damaged HDR histogram (${error instanceof Error ? error.message : String(error)})`;
}
