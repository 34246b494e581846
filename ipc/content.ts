/**
 * What is sent, and how a message is known to be the one that was sent. Both ends make it from the same seed.
 *
 *     bytes     seeded printable ASCII with a stamp (protocol/stamp.ts)
 *     record    an object of ten fields
 *     numbers   an array of 1,000 numbers
 *     text      10 KB of text
 *
 * An object travels as the channel's own value (`native`), or as what the ends make of it (`json`, `v8`).
 */
import { Buffer } from 'node:buffer';
import { deserialize, serialize } from 'node:v8';
import { createPayload } from '../protocol/payload.ts';
import { readStamp, stampedPayloadBytes, writeStamp } from '../protocol/stamp.ts';
import { ChannelError, type Channel, type ChannelSpec, type Message } from './channel.ts';

/** Of one in so many messages all bytes are compared; of all others the length and the stamp. */
const sampledOneIn = 64;

/** One end's side of the content. */
export interface Content {
  /** The message with that sequence number, a whole number below 2^48. It is valid until the next call. */
  message(sequence: number): Message;
  /** Another one like it, which shares no memory with it. */
  copy(message: Message): Message;
  /** As `message`, of the memory of a message that came back. */
  reuse(message: Message, sequence: number): Message;
  /** The answer to a message, where it is the message itself. Objects that the ends encode are read and made again. */
  echo(message: Message): Message;
  /** Whether it is the word that ends a slice, which carries nothing. To be asked first of a message that came. */
  isEnd(message: Message): boolean;
  /** That word. */
  end(): Message;
  /** Says how many messages of a stream have been consumed since the slice began. */
  acknowledgement(count: number): Message;
  countIn(message: Message): number;
  /** The number that it carries; -1 for none. */
  sequenceOf(message: Message): number;
  /** @throws ChannelError unless it is the message with that sequence number. @param whole all of it is compared */
  check(message: Message, sequence: number, whole: boolean): void;
}

/** @param channel only what it carries is asked of it */
export function createContent(spec: ChannelSpec, channel: Pick<Channel, 'carries'>): Content {
  if (spec.content === 'bytes') return new BytesContent(spec);
  return new ObjectContent(objects[spec.content](spec.seed), codecOf(spec, channel));
}

/** Before anything is measured, so many messages are compared byte by byte, at both ends, whatever `--check` says. */
export const verifiedMessages = 8;

/** How much of a message is compared: nothing, its length and stamp, or all of it. */
export type DepthOfCheck = 'none' | 'stamp' | 'whole';

/** Both ends number messages from 0. */
export function depthOfCheck(check: ChannelSpec['check'], sequence: number): DepthOfCheck {
  if (check === 'full' || sequence < verifiedMessages) return 'whole';
  if (check === 'none') return 'none';
  return sequence % sampledOneIn === 0 ? 'whole' : 'stamp';
}

/** The messages of blocking ends too, which check ranges of bytes: `checkRange`. */
export class BytesContent implements Content {
  /** The message itself, whose stamp is written anew for each. */
  readonly payload: Buffer;

  constructor({ seed, bytes }: Pick<ChannelSpec, 'seed' | 'bytes'>) {
    // Of a whole ArrayBuffer: a small one of Node's pool could not be given away.
    this.payload = Buffer.alloc(bytes);
    createPayload(seed, bytes).copy(this.payload);
  }

  message(sequence: number): Uint8Array {
    writeStamp(this.payload, 0, sequence);
    return this.payload;
  }

  copy(message: Message): Uint8Array<ArrayBuffer> {
    return new Uint8Array(message as Uint8Array);
  }

  reuse(message: Message, sequence: number): Message {
    writeStamp(message as Uint8Array, 0, sequence);
    return message;
  }

  echo(message: Message): Message {
    return message;
  }

  isEnd(message: Message): boolean {
    return (message as Uint8Array).length === 0;
  }

  end(): Message {
    return new Uint8Array(0);
  }

  acknowledgement(count: number): Uint8Array {
    const message = new Uint8Array(stampedPayloadBytes).fill(0x20);
    writeStamp(message, 0, count);
    return message;
  }

  countIn(message: Message): number {
    return readStamp(message as Uint8Array, 0);
  }

  sequenceOf(message: Message): number {
    return readStamp(message as Uint8Array, 0);
  }

  check(message: Message, sequence: number, whole: boolean): void {
    const bytes = message as Uint8Array;
    this.checkRange(bytes, 0, bytes.length, sequence, whole);
  }

  /** As `check`, of the bytes from `start` to `end`. */
  checkRange(bytes: Uint8Array, start: number, end: number, sequence: number, whole: boolean): void {
    if (end - start !== this.payload.length) {
      throw new ChannelError(`message ${sequence} has ${end - start} bytes instead of ${this.payload.length}`);
    }
    const stamp = readStamp(bytes, start);
    if (stamp !== sequence) {
      throw new ChannelError(`instead of message ${sequence} came ${stamp < 0 ? 'one without a stamp' : stamp}`);
    }
    if (!whole) return;
    writeStamp(this.payload, 0, sequence);
    if (this.payload.compare(bytes, start, end) !== 0) {
      throw new ChannelError(`message ${sequence} came with bytes that nobody sent`);
    }
  }
}

/** A value that is sent again and again, with another number in it each time. */
interface SentObject {
  with(sequence: number): Message;
  sequenceOf(value: Message): number;
  equals(value: Message, sequence: number): boolean;
}

const numberCount = 1000;
const textBytes = 10_240;

const objects = {
  /** What a request between two services looks like. */
  record: (seed: number): SentObject => {
    const record = {
      id: 0,
      kind: 'order.created',
      customer: `customer-${seed}`,
      amount: 1299.95,
      currency: 'EUR',
      quantity: 3,
      isPaid: true,
      note: null,
      createdAt: '2026-01-01T12:00:00.000Z',
      tags: ['new', 'express'],
    };
    const asText = (value: Message, id: number) => JSON.stringify({ ...(value as typeof record), id });
    return {
      with(sequence) {
        record.id = sequence;
        return record;
      },
      sequenceOf: (value) => (value as typeof record).id,
      equals: (value, sequence) =>
        (value as typeof record).id === sequence && asText(value, sequence) === asText(record, sequence),
    };
  },
  numbers: (seed: number): SentObject => {
    const bytes = createPayload(seed, 4 * numberCount);
    // Halves and wholes: numbers of both kinds that V8 knows.
    const numbers = Array.from({ length: numberCount }, (_, index) => bytes.readUInt32LE(4 * index) / 2);
    return {
      with(sequence) {
        numbers[0] = sequence;
        return numbers;
      },
      sequenceOf: (value) => (value as number[])[0] as number,
      equals: (value, sequence) => {
        const others = value as readonly number[];
        return (
          others.length === numberCount &&
          others[0] === sequence &&
          others.every((one, index) => index === 0 || one === numbers[index])
        );
      },
    };
  },
  text: (seed: number): SentObject => {
    const payload = createPayload(seed, textBytes);
    const rest = payload.toString('latin1', 12);
    const withStamp = (sequence: number) => {
      writeStamp(payload, 0, sequence);
      return payload.toString('latin1', 0, 12) + rest;
    };
    return {
      with: withStamp,
      sequenceOf: (value) => readStamp(Buffer.from((value as string).slice(0, 12), 'latin1'), 0),
      equals: (value, sequence) => value === withStamp(sequence),
    };
  },
} as const satisfies Record<string, (seed: number) => SentObject>;

/** Between values and messages. */
interface Codec {
  encode(value: Message): Message;
  decode(message: Message): Message;
}

const itself: Codec = { encode: (value) => value, decode: (message) => message };
const jsonText: Codec = {
  encode: (value) => JSON.stringify(value),
  decode: (message) => JSON.parse(message as string) as Message,
};
const jsonBytes: Codec = {
  encode: (value) => Buffer.from(JSON.stringify(value)),
  decode: (message) => JSON.parse(bufferOf(message).toString()) as Message,
};
const v8Bytes: Codec = {
  encode: (value) => serialize(value),
  decode: (message) => deserialize(bufferOf(message)) as Message,
};

function bufferOf(message: Message): Buffer {
  const { buffer, byteOffset, length } = message as Uint8Array<ArrayBuffer>;
  return Buffer.from(buffer, byteOffset, length);
}

function codecOf({ encoding }: ChannelSpec, { carries }: Pick<Channel, 'carries'>): Codec {
  if (encoding === 'native') return itself;
  if (encoding === 'v8') return v8Bytes;
  return carries === 'bytes' ? jsonBytes : jsonText;
}

/** Objects: the value that ends a slice is null, which every encoding has. */
class ObjectContent implements Content {
  readonly #object: SentObject;
  readonly #codec: Codec;
  /** Of the message that was read last: a message is decoded once at each end, as a program would. */
  #read: Message | undefined;
  #value: Message = null;

  constructor(object: SentObject, codec: Codec) {
    this.#object = object;
    this.#codec = codec;
  }

  end(): Message {
    return this.#codec.encode(null);
  }

  acknowledgement(count: number): Message {
    return this.#codec.encode(count);
  }

  countIn(message: Message): number {
    return this.#decode(message) as number;
  }

  sequenceOf(message: Message): number {
    return this.#object.sequenceOf(this.#decode(message));
  }

  message(sequence: number): Message {
    return this.#codec.encode(this.#object.with(sequence));
  }

  copy(message: Message): Message {
    return structuredClone(message);
  }

  reuse(_: Message, sequence: number): Message {
    return this.message(sequence);
  }

  echo(message: Message): Message {
    return this.#codec.encode(this.#decode(message));
  }

  isEnd(message: Message): boolean {
    this.#read = undefined;
    return this.#decode(message) === null;
  }

  check(message: Message, sequence: number, whole: boolean): void {
    const value = this.#decode(message);
    const found = this.#object.sequenceOf(value);
    if (found !== sequence) throw new ChannelError(`instead of message ${sequence} came ${found}`);
    if (whole && !this.#object.equals(value, sequence)) {
      throw new ChannelError(`message ${sequence} came with a value that nobody sent`);
    }
  }

  #decode(message: Message): Message {
    if (this.#read === message) return this.#value;
    this.#read = message;
    return (this.#value = this.#codec.decode(message));
  }
}
