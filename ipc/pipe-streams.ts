/** Descriptors of pipes as Node's streams. */
import { Socket } from 'node:net';
import type { EventEnd } from './channel.ts';
import { streamEnd } from './stream-end.ts';

/** An end on two descriptors, which are its own from then on. */
export function pipeStreamEnd(input: number, output: number): EventEnd {
  const incoming = new Socket({ fd: input, readable: true, writable: false });
  const outgoing = new Socket({ fd: output, readable: false, writable: true });
  return streamEnd(incoming, outgoing, () => {
    incoming.destroy();
    outgoing.destroy();
  });
}
