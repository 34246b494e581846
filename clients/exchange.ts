/**
 * What one connection says and expects to hear, without its socket: requests as wire bytes, replies checked one by
 * one. Every reply is checked for its length, its order and its stamp; in full while `thorough`, and for one in
 * `sampleEvery` otherwise.
 */
import { Buffer } from 'node:buffer';
import { ByteWriter } from '../protocol/byte-writer.ts';
import type { Decoder, Framing, FramingLimits } from '../protocol/framing/framing.ts';
import { createPayload, createRawStream, rawTableBytes } from '../protocol/payload.ts';
import type { RequestClass, RequestedService } from '../protocol/requested-service.ts';
import { fnv1a } from '../protocol/service.ts';
import {
  readStamp,
  stampedPayloadBytes,
  workedFrom,
  writeHash,
  writeIterations,
  writeStamp,
} from '../protocol/stamp.ts';
import { drawnClasses, type ClassSequence } from './request-classes.ts';

const sampleEvery = 64;

export interface ExchangeSpec {
  readonly framing: Framing;
  readonly limits: FramingLimits;
  readonly service: RequestedService;
  readonly payloadBytes: number;
  readonly seed: number;
}

/** A reply that is not what it should be. Any such reply fails the trial. */
export class WrongReplyError extends Error {
  override readonly name = 'WrongReplyError';
}

/** Called for each reply with the class of its request: its place in the mixture, 0 where nothing is mixed. */
export type OnReply = (requestClass: number) => void;

export interface Exchange {
  /** Check every byte of the replies from now on, or only of samples. */
  thorough: boolean;
  /** The next request's wire bytes; they are overwritten by the next call. */
  request(): Buffer;
  /** Somebody still holds the bytes of the last request: make the next one elsewhere. */
  leaveRequest(): void;
  /** Takes what arrived and calls for each whole reply. @throws WrongReplyError or FramingError */
  receive(chunk: Uint8Array, onReply: OnReply): void;
  /**
   * The server has closed its side: calls for the reply that ends with the stream, where replies do.
   * @throws WrongReplyError, or FramingError when the stream ended inside a reply
   */
  end(onReply: OnReply): void;
  /** Classes of the requests that have no reply, oldest first, and of those that would follow. Takes none of them. */
  classesWithoutReply(): ClassSequence;
  /** The next request goes over a new connection. Every request has had its reply. Stamps are counted on. */
  reconnect(): void;
}

/** Of which class each request of a mixture is. Called once for the requests, and once for the replies. */
type CreateSequence = (classes: readonly RequestClass[], seed: number) => ClassSequence;

export function createExchange(spec: ExchangeSpec, createSequence: CreateSequence = drawnClasses): Exchange {
  return spec.framing.boundary === 'none' ? new StreamExchange(spec) : new MessageExchange(spec, createSequence);
}

/** A mixture, as one connection goes through it. */
interface Mixture {
  readonly classes: readonly RequestClass[];
  /** Per class, the hash of its replies. */
  readonly hashes: readonly number[];
  /** Classes of the next request, and of the next reply. */
  readonly nextSent: ClassSequence;
  readonly nextReceived: ClassSequence;
  /** All of them once more, from the first. */
  readonly again: () => ClassSequence;
}

/** `payload` is what the requests have in common; its iterations are overwritten. */
function mix({ service, seed }: ExchangeSpec, payload: Buffer, createSequence: CreateSequence): Mixture | undefined {
  if (service.kind !== 'mix') return undefined;
  const { classes } = service;
  const hashes = classes.map(({ iterations }) => {
    writeIterations(payload, 0, iterations);
    return fnv1a(iterations, payload, workedFrom, payload.length);
  });
  const again = () => createSequence(classes, seed);
  return { classes, hashes, nextSent: again(), nextReceived: again(), again };
}

class MessageExchange implements Exchange {
  thorough = false;
  readonly #payloadBytes: number;
  readonly #stamped: boolean;
  readonly #createDecoder: () => Decoder;
  #decoder: Decoder;
  /**
   * One encoded request, and where its payload starts. Only the stamp changes from request to request, and with a
   * mixture the iterations.
   */
  #wire: Buffer;
  readonly #payloadAt: number;
  /** The payload that the next fully checked reply must have. */
  readonly #expected: Buffer;
  #sent = 0;
  #received = 0;
  readonly #mixture: Mixture | undefined;
  #onReply: OnReply = () => {};

  constructor(spec: ExchangeSpec, createSequence: CreateSequence) {
    const { framing, limits, service, payloadBytes, seed } = spec;
    this.#payloadBytes = payloadBytes;
    this.#stamped = payloadBytes >= stampedPayloadBytes;
    this.#createDecoder = () => framing.createDecoder(limits);
    this.#decoder = this.#createDecoder();
    const payload = createPayload(seed, payloadBytes);
    const out = new ByteWriter();
    framing.createEncoder(limits)(out, payload, 0, payloadBytes);
    this.#wire = Buffer.from(out.view());
    // Printable bytes pass every framing as they are, so the payload can be found in its wire form: the last time that
    // it occurs, since a header of digits may look like payload, while nothing printable is ever behind one.
    this.#payloadAt = this.#wire.lastIndexOf(payload);
    this.#expected = payload;
    this.#mixture = mix(spec, payload, createSequence);
    if (service.kind === 'work') {
      writeHash(payload, 0, fnv1a(service.iterations, payload, workedFrom, payloadBytes));
    }
  }

  request(): Buffer {
    if (this.#stamped) writeStamp(this.#wire, this.#payloadAt, this.#sent);
    const mixture = this.#mixture;
    if (mixture !== undefined) writeIterations(this.#wire, this.#payloadAt, iterationsOf(mixture, mixture.nextSent()));
    this.#sent++;
    return this.#wire;
  }

  leaveRequest(): void {
    this.#wire = Buffer.from(this.#wire);
  }

  receive(chunk: Uint8Array, onReply: OnReply): void {
    this.#onReply = onReply;
    this.#decoder.push(chunk, this.#onMessage);
  }

  end(onReply: OnReply): void {
    this.#onReply = onReply;
    this.#decoder.end(this.#onMessage);
  }

  classesWithoutReply(): ClassSequence {
    const next = this.#mixture?.again() ?? (() => 0);
    for (let received = 0; received < this.#received; received++) next();
    return next;
  }

  reconnect(): void {
    this.#decoder = this.#createDecoder();
  }

  readonly #onMessage = (bytes: Uint8Array, start: number, end: number): void => {
    const sequence = this.#received++;
    if (end - start !== this.#payloadBytes) {
      throw new WrongReplyError(`reply ${sequence} has ${end - start} bytes instead of ${this.#payloadBytes}`);
    }
    if (sequence >= this.#sent) throw new WrongReplyError(`reply ${sequence} came without a request`);
    if (this.#stamped) {
      const stamp = readStamp(bytes, start);
      if (stamp !== sequence) throw new WrongReplyError(`reply ${sequence} carries the stamp ${stamp}`);
    }
    const requestClass = this.#mixture === undefined ? 0 : this.#mixture.nextReceived();
    if (this.thorough || sequence % sampleEvery === 0) {
      this.#expect(sequence, requestClass);
      this.#checkEveryByte(sequence, bytes, start, end);
    }
    this.#onReply(requestClass);
  };

  #expect(sequence: number, requestClass: number): void {
    if (this.#stamped) writeStamp(this.#expected, 0, sequence);
    if (this.#mixture === undefined) return;
    writeHash(this.#expected, 0, this.#mixture.hashes[requestClass] as number);
    writeIterations(this.#expected, 0, iterationsOf(this.#mixture, requestClass));
  }

  #checkEveryByte(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    const reply = bytes.subarray(start, end);
    if (this.#expected.equals(reply)) return;
    const at = reply.findIndex((byte, i) => byte !== this.#expected[i]);
    throw new WrongReplyError(
      `reply ${sequence} is wrong at byte ${at}: ${reply[at]} instead of ${this.#expected[at]}`,
    );
  }
}

function iterationsOf({ classes }: Mixture, requestClass: number): number {
  return (classes[requestClass] as RequestClass).iterations;
}

/** `raw`: no messages, a stream whose every byte is known. A "reply" is as many bytes back as one request has. */
class StreamExchange implements Exchange {
  /** Every byte is always checked. */
  thorough = true;
  readonly #requestBytes: number;
  readonly #stream: Buffer;
  /**
   * The bytes of the next request. Copied out of the stream, because a view for each of its 251 places, in every
   * connection, is more memory than a processor's cache holds, and costs more than the copy [a tenth of the rate].
   */
  #wire: Buffer;
  readonly #seed: number;
  /** Places in the table of the next byte to send, and to receive. */
  #nextAt = 0;
  #expectedAt = 0;
  #sentBytes = 0;
  #receivedBytes = 0;
  /** Bytes of the next reply that are here. */
  #partial = 0;

  constructor({ payloadBytes, seed }: ExchangeSpec) {
    this.#requestBytes = payloadBytes;
    this.#seed = seed;
    this.#stream = createRawStream(seed, payloadBytes);
    this.#wire = Buffer.allocUnsafe(payloadBytes);
  }

  request(): Buffer {
    const wire = this.#wire;
    const from = this.#nextAt;
    const bytes = this.#requestBytes;
    if (bytes > loopedBytes) this.#stream.copy(wire, 0, from, from + bytes);
    else for (let i = 0; i < bytes; i++) wire[i] = this.#stream[from + i] as number;
    this.#nextAt = (from + bytes) % rawTableBytes;
    this.#sentBytes += bytes;
    return wire;
  }

  leaveRequest(): void {
    this.#wire = Buffer.allocUnsafe(this.#requestBytes);
  }

  receive(chunk: Uint8Array, onReply: OnReply): void {
    this.#checkBytes(chunk);
    this.#receivedBytes += chunk.length;
    if (this.#receivedBytes > this.#sentBytes) {
      throw new WrongReplyError(`${this.#receivedBytes} bytes came back of ${this.#sentBytes} that were sent`);
    }
    this.#partial += chunk.length;
    for (; this.#partial >= this.#requestBytes; this.#partial -= this.#requestBytes) onReply(0);
  }

  end(): void {}

  classesWithoutReply(): ClassSequence {
    return () => 0;
  }

  /** The stream goes on where it was, so that every connection carries other bytes. */
  reconnect(): void {}

  #checkBytes(chunk: Uint8Array): void {
    const stream = this.#stream;
    for (let done = 0; done < chunk.length;) {
      const from = this.#expectedAt;
      const count = Math.min(chunk.length - done, stream.length - from);
      const same =
        count <= loopedBytes
          ? isSame(chunk, done, stream, from, count)
          : stream.compare(chunk, done, done + count, from, from + count) === 0;
      if (!same) {
        const at = this.#receivedBytes + done;
        throw new WrongReplyError(`the stream is wrong between bytes ${at} and ${at + count} (seed ${this.#seed})`);
      }
      this.#expectedAt = (from + count) % rawTableBytes;
      done += count;
    }
  }
}

/** Up to here a loop is quicker than the call into native code. */
const loopedBytes = 128;

function isSame(one: Uint8Array, oneAt: number, other: Uint8Array, otherAt: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (one[oneAt + i] !== other[otherAt + i]) return false;
  return true;
}
