/** Who decodes and encodes: ours, the npm packages that do the same job, and what cannot be undercut. */
import type { Buffer } from 'node:buffer';
import { ByteWriter } from '../protocol/byte-writer.ts';
import type { Framing, OnMessage } from '../protocol/framing/framing.ts';
import type { FramingName } from '../protocol/framing/index.ts';
import { batchBytes, type Contestant, type Tally } from './contestant.bench.ts';
import { peers } from './peers.bench.ts';
import { limitsFor } from './workload.bench.ts';

/**
 * Those that share a process, first of all ours. `kept` has one of its own: a program has one receiver of
 * messages, which the compiler can inline into the decoder; two in one process would hinder that.
 */
export function contestantsFor(framing: Framing, payloadBytes: number): readonly (readonly Contestant[])[] {
  const name = framing.name as FramingName;
  const others = peers[name]?.(payloadBytes) ?? [];
  const together = [ours(framing, payloadBytes), ...(name === 'delimited' ? [searchAlone] : []), ...others];
  return others.length === 0 ? [together] : [together, [kept(framing, payloadBytes)]];
}

function ours(framing: Framing, payloadBytes: number): Contestant {
  const limits = limitsFor(payloadBytes);
  const encode = framing.createEncoder(limits);
  const out = new ByteWriter();
  return {
    name: 'echobench',
    role: 'ours',
    note: 'hands on offsets, valid until the receiver returns',
    decode(chunks, tally) {
      const decoder = framing.createDecoder(limits);
      const onMessage: OnMessage = (_bytes, start, end) => count(tally, end - start);
      for (let i = 0; i < chunks.length; i++) decoder.push(chunks[i] as Buffer, onMessage);
      decoder.end(onMessage);
    },
    encode(payload, messages) {
      let bytes = 0;
      for (let i = 0; i < messages; i++) {
        encode(out, payload, 0, payload.length);
        if (out.length < batchBytes) continue;
        bytes += out.length;
        out.rewind();
      }
      bytes += out.length;
      out.rewind();
      return bytes;
    },
  };
}

/** What most packages hand on: a Buffer to keep. */
function kept(framing: Framing, payloadBytes: number): Contestant {
  return {
    name: 'echobench, kept',
    role: 'kept',
    note: 'the receiver takes a view, or a copy of what was assembled, and may keep it',
    decode(chunks, tally) {
      const decoder = framing.createDecoder(limitsFor(payloadBytes));
      let chunk: Buffer | undefined;
      const onMessage: OnMessage = (bytes, start, end) => {
        const message =
          bytes === chunk ? bytes.subarray(start, end) : Uint8Array.prototype.slice.call(bytes, start, end);
        held.message = message;
        count(tally, message.length);
      };
      for (let i = 0; i < chunks.length; i++) {
        chunk = chunks[i] as Buffer;
        decoder.push(chunk, onMessage);
      }
      decoder.end(onMessage);
    },
  };
}

/** Somebody holds the message, so that the compiler cannot spare itself the view. */
const held: { message?: Uint8Array } = {};

function count(tally: Tally, bytes: number): void {
  tally.messages++;
  tally.bytes += bytes;
}

/** Finds the delimiters of chunks and nothing else: what a decoder on top of Buffer's search cannot be faster than. */
const searchAlone: Contestant = {
  name: 'Buffer.indexOf',
  role: 'floor',
  note: 'searches each chunk and hands nothing on; messages that span chunks are only counted',
  decode(chunks, tally) {
    let bytes = 0;
    for (const chunk of chunks) {
      for (let at = 0; ;) {
        const end = chunk.indexOf(0x0a, at);
        if (end < 0) {
          bytes += chunk.length - at;
          break;
        }
        tally.messages++;
        tally.bytes += bytes + end - at;
        bytes = 0;
        at = end + 1;
      }
    }
  },
};
