/** Whether a stored distribution is whole. Its decoder believes anything: it would throw, or read figures out of damage. */
import { Buffer } from 'node:buffer';
import { inflateSync } from 'node:zlib';

/** First word of a compressed V2 histogram, and of what is in it; the second-lowest hex digit is a word size and varies. */
const compressedCookie = 0x1c_84_93_04;
const innerCookie = 0x1c_84_93_03;
const wordSizeBits = 0xf0;
/** Of what is in it: cookie, length of the counts, offset, digits, lowest and highest value, ratio. */
const innerHeaderBytes = 40;

/** @param base64 an HDR histogram (V2, compressed). The checksum of the compression tells what was cut or changed. */
export function isWholeHistogram(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  // Node skips what is no base64; what it read is complete only when it spells the same text again.
  if (bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) return false;
  if (!isCookie(bytes, compressedCookie) || bytes.length < 8 || bytes.readUInt32BE(4) !== bytes.length - 8)
    return false;
  const inner = inflated(bytes.subarray(8));
  return (
    inner !== null &&
    isCookie(inner, innerCookie) &&
    inner.length >= innerHeaderBytes &&
    inner.readUInt32BE(4) === inner.length - innerHeaderBytes
  );
}

function isCookie(bytes: Buffer, cookie: number): boolean {
  return bytes.length >= 4 && (bytes.readUInt32BE(0) & ~wordSizeBits) >>> 0 === cookie;
}

function inflated(compressed: Buffer): Buffer | null {
  try {
    return inflateSync(compressed);
  } catch {
    // Damage is what is asked for: zlib says of it only by throwing.
    return null;
  }
}
