/**
 * Seeded fuzzing of all framings: random messages, encoded, sometimes damaged or over the limit, or bytes that nobody
 * encoded, and cut at random into chunks.
 *
 * - What was encoded comes out again, whatever the cuts.
 * - What is broken has one meaning: the same messages, then the same error, in one chunk and in many.
 * - Nothing but a FramingError is ever thrown, and no message is over the limit.
 *
 * Each case has a seed of its own, so that the seed of a failure is its first case.
 */
import { Buffer } from 'node:buffer';
import { npmCommand } from '../../native/user-folder.ts';
import {
  exchangesPerConnection,
  FramingError,
  type Framing,
  type FramingLimits,
} from '../../protocol/framing/framing.ts';
import { framingNames, framings, type FramingName } from '../../protocol/framing/index.ts';
import { createRandom, type Random } from '../../protocol/random.ts';
import { carriedLengths, encodeAll, forbiddenBytes, withoutBytes } from '../framing/wire.ts';

export interface FuzzTotals {
  readonly cases: number;
  /** Chunks that decoders were given. */
  readonly cuts: number;
  readonly messages: number;
  /** Cases that ended with a FramingError. */
  readonly errors: number;
}

export class FuzzError extends Error {
  override readonly name = 'FuzzError';

  constructor(framing: FramingName, seed: number, options: ErrorOptions) {
    const what = (options.cause as Error).message;
    super(
      `${framing}: ${what}\nThe case alone: ${npmCommand('fuzz', ['--duration', '1ms', '--seed', String(seed)])}`,
      options,
    );
  }
}

/** Case after case, from this seed on, as long as it is wanted. @throws FuzzError at the first that fails */
export function fuzzFramings(seed: number, isWanted: (totals: FuzzTotals) => boolean): FuzzTotals {
  let totals: FuzzTotals = { cases: 0, cuts: 0, messages: 0, errors: 0 };
  do {
    const caseSeed = seed + totals.cases;
    const framing = framingNames[caseSeed % framingNames.length] as FramingName;
    try {
      const { cuts, messages, error } = fuzzOne(framing, createRandom(caseSeed, 'framings'));
      totals = {
        cases: totals.cases + 1,
        cuts: totals.cuts + cuts,
        messages: totals.messages + messages,
        errors: totals.errors + (error === null ? 0 : 1),
      };
    } catch (error) {
      throw new FuzzError(framing, caseSeed, { cause: error });
    }
  } while (isWanted(totals));
  return totals;
}

interface Outcome {
  readonly cuts: number;
  readonly messages: number;
  readonly error: string | null;
}

function fuzzOne(name: FramingName, random: Random): Outcome {
  const framing: Framing = framings[name];
  const kind = random();
  const limits = chooseLimits(random);
  if (kind < 0.5) return fuzzSound(framing, limits, random);
  if (kind < 0.8) return fuzzBroken(framing, limits, damage(encodeTooMuch(framing, limits, random), random), random);
  // Short ones, so that as many as may be end in the way that is wanted.
  const outcomes = Array.from({ length: 20 }, () => {
    const small = { maxMessageBytes: 16 + integer(random, 100), messageBytes: 1 + integer(random, 16) };
    return fuzzBroken(framing, small, chooseBytes(small, random), random);
  });
  return {
    cuts: outcomes.reduce((sum, { cuts }) => sum + cuts, 0),
    messages: outcomes.reduce((sum, { messages }) => sum + messages, 0),
    error: outcomes.find(({ error }) => error !== null)?.error ?? null,
  };
}

function fuzzSound(framing: Framing, limits: FramingLimits, random: Random): Outcome {
  const sent = chooseMessages(framing, limits, random);
  const stream = encodeAll(framing, limits, sent);
  // The network decides what a chunk holds, and hence a message, only where there is no framing.
  const expected = framing.boundary === 'none' ? null : sent;
  const outcome = compareCuts(framing, limits, stream, expected, random);
  if (outcome.error !== null) throw new Error(`refused what was encoded: ${outcome.error}`);
  return outcome;
}

function fuzzBroken(framing: Framing, limits: FramingLimits, stream: Buffer, random: Random): Outcome {
  const whole: Buffer[] = [];
  const { error } = decode(
    framing,
    limits,
    stream,
    () => stream.length,
    (bytes, start, end) => {
      if (end - start > limits.maxMessageBytes && framing.boundary !== 'none')
        throw new Error('a message over the limit');
      whole.push(Buffer.from(bytes.subarray(start, end)));
    },
  );
  const outcome = compareCuts(framing, limits, stream, framing.boundary === 'none' ? null : whole, random);
  if (outcome.error !== error) throw new Error(`'${outcome.error}' in chunks, '${error}' in one piece`);
  return outcome;
}

/** Cuts a stream at random and compares what comes out, message by message; null: only the bytes, in order. */
function compareCuts(
  framing: Framing,
  limits: FramingLimits,
  stream: Buffer,
  expected: readonly Buffer[] | null,
  random: Random,
): Outcome {
  let messages = 0;
  let offset = 0;
  const outcome = decode(framing, limits, stream, chooseCuts(limits, random), (bytes, start, end) => {
    const message = expected === null ? stream.subarray(offset, offset + end - start) : expected[messages];
    if (message === undefined || message.compare(bytes, start, end) !== 0) {
      throw new Error(`message ${messages} is not what was sent`);
    }
    messages++;
    offset += end - start;
  });
  const all = expected === null ? offset === stream.length : messages === expected.length;
  if (!all) throw new Error(`${messages} messages, ${offset} bytes: some are missing`);
  return { ...outcome, messages };
}

/** Chunks come and go in one piece of memory: whoever keeps a part of one without copying it is found out. */
function decode(
  framing: Framing,
  limits: FramingLimits,
  stream: Buffer,
  nextLength: () => number,
  onMessage: (bytes: Uint8Array, start: number, end: number) => void,
): { readonly cuts: number; readonly error: string | null } {
  const decoder = framing.createDecoder(limits);
  const memory = Buffer.alloc(stream.length);
  let cuts = 0;
  try {
    for (let at = 0; at < stream.length; cuts++) {
      const end = Math.min(stream.length, at + nextLength());
      stream.copy(memory, 0, at, end);
      decoder.push(memory.subarray(0, end - at), onMessage);
      at = end;
    }
    decoder.end(onMessage);
  } catch (error) {
    if (!(error instanceof FramingError)) throw error;
    return { cuts, error: error.message };
  }
  return { cuts, error: null };
}

/** Rare, since a case costs as much as a hundred others: every type and length, and memory that is given back. */
const largeLimit = 200_000;

function chooseLimits(random: Random): FramingLimits {
  if (random() < 0.02) return { maxMessageBytes: largeLimit, messageBytes: 1 + integer(random, largeLimit) };
  const maxMessageBytes = 16 + integer(random, random() < 0.5 ? 100 : 5000);
  return { maxMessageBytes, messageBytes: 1 + integer(random, Math.min(maxMessageBytes, 200)) };
}

/** Messages of a sender that, sometimes, was told a larger limit. */
function encodeTooMuch(framing: Framing, limits: FramingLimits, random: Random): Buffer {
  const maxMessageBytes = limits.maxMessageBytes + (random() < 0.3 ? integer(random, 200) : 0);
  const sent = { ...limits, maxMessageBytes };
  return encodeAll(framing, sent, chooseMessages(framing, sent, random));
}

/**
 * Bytes that nobody encoded. Half the time a few that mean something to the same framing, about as far apart as the
 * limit, so that what is wrong first may be that a message is too long, or may not.
 */
function chooseBytes({ maxMessageBytes }: FramingLimits, random: Random): Buffer {
  const bytes = Buffer.alloc(integer(random, 4 * maxMessageBytes), 0x41);
  const kind = random();
  const few = random() < 0.5 ? meanings[integer(random, meanings.length)] : undefined;
  for (let i = 0; i < bytes.length; i++) {
    if (few === undefined) bytes[i] = chooseByte(random, kind);
    else if (random() * maxMessageBytes < 1) bytes[i] = few[integer(random, few.length)] as number;
  }
  return bytes;
}

function chooseMessages(framing: Framing, limits: FramingLimits, random: Random): Buffer[] {
  const candidates = [0, 1, 2, 16, 64, 256, 1024, 4096, limits.messageBytes, limits.maxMessageBytes];
  const any = Array.from({ length: 20 }, () => integer(random, Math.min(300, limits.maxMessageBytes + 1)));
  const isLarge = limits.maxMessageBytes >= largeLimit;
  if (isLarge) candidates.push(16_384, 65_536, 65_537, 99_999);
  const lengths = carriedLengths(framing, limits, [...candidates, ...any]);
  const forbidden = forbiddenOf(framing, limits);
  const count = Math.min(1 + integer(random, isLarge ? 10 : 100), exchangesPerConnection(framing));
  return Array.from({ length: count }, () => {
    const payload = Buffer.alloc(lengths[integer(random, lengths.length)] as number);
    const kind = random();
    for (let i = 0; i < payload.length; i++) payload[i] = chooseByte(random, kind);
    return withoutBytes(payload, forbidden);
  });
}

/** Found once for each framing: it depends on no limit. */
const forbiddenByFraming = new Map<Framing, ReadonlySet<number>>();
function forbiddenOf(framing: Framing, limits: FramingLimits): ReadonlySet<number> {
  const forbidden = forbiddenByFraming.get(framing) ?? forbiddenBytes(framing, limits);
  forbiddenByFraming.set(framing, forbidden);
  return forbidden;
}

/** Bytes with a meaning in some framing, together where it is the same framing. */
const meanings = [[0x0a], [0xc0, 0xdb, 0xdc, 0xdd], [0x7f, 0x80, 0xff], [0x30, 0x39, 0x3a], [0x00, 0x01, 0x07, 0x08]];
const special = meanings.flat();

/** Printable, any byte, long rows of what SLIP escapes, or mostly special ones. */
function chooseByte(random: Random, kind: number): number {
  if (kind < 0.3) return 0x20 + integer(random, 64);
  if (kind < 0.55) return integer(random, 256);
  if (kind < 0.7 && random() < 0.98) return random() < 0.5 ? 0xc0 : 0xdb;
  return random() < 0.7 ? (special[integer(random, special.length)] as number) : integer(random, 256);
}

/** Changes, removes or inserts bytes at a few places, or cuts the end off. */
function damage(stream: Buffer, random: Random): Buffer {
  let damaged = stream;
  for (let left = 1 + integer(random, 4); left > 0; left--) {
    const at = integer(random, damaged.length + 1);
    const until = at + integer(random, 6);
    const inserted = Buffer.from(Array.from({ length: integer(random, 6) }, () => chooseByte(random, random())));
    const isEnd = random() < 0.2;
    damaged = Buffer.concat([damaged.subarray(0, at), inserted, isEnd ? Buffer.alloc(0) : damaged.subarray(until)]);
  }
  return damaged;
}

/** How long the next chunk is: always one byte, up to a few, up to many, or anything. */
function chooseCuts({ maxMessageBytes }: FramingLimits, random: Random): () => number {
  // Long streams byte by byte would take all the time.
  const choices = maxMessageBytes < largeLimit ? [1, 4, 40, 400, 4000] : [400, 4000, 40_000, 400_000];
  const longest = choices[integer(random, choices.length)] as number;
  return () => 1 + integer(random, longest);
}

/** 0 … below − 1. */
function integer(random: Random, below: number): number {
  return Math.floor(random() * below);
}
