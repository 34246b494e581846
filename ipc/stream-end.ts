/** An end on streams of Node, with `length-u32` around each message: sockets, pipes, and standard input and output. */
import type { Readable, Writable } from 'node:stream';
import { ByteWriter } from '../protocol/byte-writer.ts';
import { FramingError } from '../protocol/framing/framing.ts';
import { lengthU32 } from '../protocol/framing/length-u32.ts';
import { ChannelError, mostBytes, PeerGoneError, type EventEnd, type Message } from './channel.ts';

/** Objects are longer as JSON than payloads are. */
const limits = { maxMessageBytes: 4 * mostBytes, messageBytes: 0, keptBytes: 4 * mostBytes };

/** @param input and `output` may be one socket */
export function streamEnd(input: Readable, output: Writable, close: () => void): EventEnd {
  let out = new ByteWriter();
  /** Whose bytes have all been taken by the kernel, to be used again. */
  const free: ByteWriter[] = [];
  const encode = lengthU32.createEncoder(limits);
  const decoder = lengthU32.createDecoder(limits);
  return {
    kind: 'event',
    givesAway: false,
    isUnordered: false,
    send(message: Message) {
      const bytes = message as Uint8Array;
      encode(out, bytes, 0, bytes.length);
    },
    flush() {
      const gathered = out;
      out = free.pop() ?? new ByteWriter();
      output.write(gathered.view(), () => {
        gathered.length = 0;
        free.push(gathered);
      });
    },
    listen({ onMessage, onEnd }) {
      const gone = (error?: Error) => onEnd(new PeerGoneError(error?.message));
      const onFrame = (bytes: Uint8Array, start: number, stop: number) => onMessage(bytes.subarray(start, stop));
      input.on('data', (chunk: Uint8Array) => {
        try {
          decoder.push(chunk, onFrame);
        } catch (error) {
          if (!(error instanceof FramingError)) throw error;
          onEnd(new ChannelError(error.message));
        }
      });
      input.on('end', () => gone());
      for (const stream of new Set([input, output])) {
        stream.on('error', gone).on('close', () => gone());
        if (stream.destroyed) gone();
      }
    },
    close,
  };
}
