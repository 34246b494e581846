/**
 * How often the 5 digits that say a message's length come in two parts, for a reader that has asked for them once. Both ways to
 * read are there: recv(2) of exactly 5 bytes and then of the body, as the HOWTO has it, or recv of a chunk, in which messages lie
 * one behind the other. In both a header is split where the bytes that a call gave end between its first and its last digit.
 */
import { Buffer } from 'node:buffer';
import { check } from '../native/libc.ts';
import { recv } from '../native/sockets.ts';
import { parseName } from '../protocol/flags.ts';
import { headerBytes, openCreditedConnection, writePatterns } from './credited-sender.ts';
import { Credits, giveOn, mostInFlight } from './credits.ts';
import { defineObservation, type Observing } from './observation.ts';
import { requireWhole } from './whole-number.ts';

const largestPayload = 99_999;
const mostChunk = 1 << 20;
/** A credit for each message of its own is a system call each; a client gets its replies in bunches, too. */
const bunchOf = (inFlight: number) => Math.max(1, Math.floor(inFlight / 8));

export const splitHeaders = defineObservation({
  name: 'split-headers',
  description:
    'messages behind 5 digits of length: how many headers one recv gives in part (share); chunk: bytes asked for, 0: the header alone, then the body',
  parameters: { payload: 61, inFlight: 256, writes: 'one', chunk: 0, messages: 10_000 },
  server: 'none',
  open: async ({ payload, inFlight, writes, chunk, messages }): Promise<Observing> => {
    requireWhole('payload', payload, 1, largestPayload);
    requireWhole('inFlight', inFlight, 1, mostInFlight);
    requireWhole('chunk', chunk, 0, mostChunk);
    requireWhole('messages', messages, 1, 10_000_000);
    const header = String(payload).padStart(headerBytes, '0');
    const message = Buffer.from(header + 'x'.repeat(payload), 'latin1');
    const sending = { message, writes: parseName('--set writes', writes, writePatterns) };
    const connection = await openCreditedConnection(sending);
    return {
      observe: async () => {
        const credits = new Credits(messages, inFlight, giveOn(connection.reader));
        const reading = { fd: connection.reader, message, messages, bunch: bunchOf(inFlight), credits };
        const { split, calls } = chunk === 0 ? readExactly(reading) : readChunks(reading, chunk);
        return { share: { events: split, of: messages }, facts: { 'recv calls': calls } };
      },
      [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    };
  },
});

interface Reading {
  readonly fd: number;
  readonly message: Buffer;
  readonly messages: number;
  readonly bunch: number;
  readonly credits: Credits;
}

interface Read {
  readonly split: number;
  readonly calls: number;
}

function readExactly({ fd, message, messages, bunch, credits }: Reading): Read {
  const place = Buffer.alloc(message.length);
  let split = 0;
  let calls = 0;
  const fill = (from: number, to: number) => {
    for (let at = from; at < to; calls += 1) at += receive(fd, place.subarray(at, to));
  };
  for (let done = 1; done <= messages; done++) {
    const got = receive(fd, place.subarray(0, headerBytes));
    calls += 1;
    if (got < headerBytes) split += 1;
    fill(got, headerBytes);
    requireHeader(place, message);
    fill(headerBytes, message.length);
    if (done % bunch === 0) credits.add(bunch);
  }
  return { split, calls };
}

function readChunks({ fd, message, messages, bunch, credits }: Reading, chunkBytes: number): Read {
  const chunk = Buffer.alloc(chunkBytes);
  const every = message.length;
  let split = 0;
  let calls = 0;
  let position = 0;
  let credited = 0;
  let lastSplit = -1;
  while (position < messages * every) {
    const toHeader = (every - (position % every)) % every;
    const got = receive(fd, chunk);
    calls += 1;
    if (toHeader + headerBytes <= got) requireHeader(chunk.subarray(toHeader), message);
    position += got;
    const inMessage = position % every;
    const nth = (position - inMessage) / every;
    if (inMessage > 0 && inMessage < headerBytes && nth !== lastSplit) {
      split += 1;
      lastSplit = nth;
    }
    // Credits go in whole bunches; what is left of them goes with the next chunk.
    const due = nth - credited - ((nth - credited) % bunch);
    credits.add(due);
    credited += due;
  }
  return { split, calls };
}

function receive(fd: number, into: Uint8Array): number {
  const got = check('recv', recv(fd, into, into.length, 0));
  if (got === 0) throw new Error('the sending thread ended in the middle of its messages');
  return got;
}

function requireHeader(bytes: Buffer, message: Buffer): void {
  if (bytes.compare(message, 0, headerBytes, 0, headerBytes) !== 0)
    throw new Error(`a header is ${bytes.toString('latin1', 0, headerBytes)}, which nobody sent`);
}
