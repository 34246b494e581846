/** Channels over a MessagePort, which differ in how a message is posted. */
import { MessageChannel, type MessagePort, type Transferable } from 'node:worker_threads';
import { ChannelError, mostBytes, PeerGoneError, type Channel, type EventEnd, type Message } from './channel.ts';
import { valueEnd } from './value-end.ts';

interface PortOptions extends Pick<Channel, 'name' | 'description' | 'takesObjects'> {
  /** Whether a posted message is the receiver's from then on. */
  readonly transfers: boolean;
}

export function portChannel({ transfers, ...names }: PortOptions): Channel {
  const endOf = (port: MessagePort): EventEnd =>
    valueEnd({
      send: transfers
        ? (message) => port.postMessage(message, transferOf(message))
        : (message) => port.postMessage(message),
      listen: ({ onMessage, onEnd }) => {
        port.on('message', onMessage);
        port.on('messageerror', (error: Error) => onEnd(new ChannelError(error.message)));
        port.on('close', () => onEnd(new PeerGoneError()));
      },
      close: () => port.close(),
      givesAway: transfers,
    });
  return {
    ...names,
    between: 'threads',
    family: 'messages',
    carries: 'values',
    spins: false,
    largestBytes: mostBytes,
    supports: () => ({ ok: true }),
    async meet() {
      const { port1, port2 } = new MessageChannel();
      return { place: port2, transfer: [port2], near: async () => endOf(port1), close: async () => {} };
    },
    join: async (port: MessagePort) => endOf(port),
  };
}

function transferOf(message: Message): Transferable[] {
  return [(message as Uint8Array<ArrayBuffer>).buffer];
}
