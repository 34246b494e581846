/**
 * No framing: the stream is echoed byte for byte as it comes (RFC 862). There are no messages; what a chunk holds is
 * the network's choice, and the client counts bytes.
 *
 *     68 65 6c 6c 6f      five bytes, in one chunk or in five
 */
import { withinLimit, type Framing } from './framing.ts';

export const raw: Framing = {
  name: 'raw',
  description: 'bytes as they come (RFC 862); no messages, the server echoes the stream',
  boundary: 'none',
  carries: withinLimit,
  createEncoder: () => (out, bytes, start, end) => out.append(bytes, start, end),
  createDecoder: () => ({
    insideMessage: false,
    push: (chunk, onMessage) => onMessage(chunk, 0, chunk.length),
    end: () => {},
  }),
};
