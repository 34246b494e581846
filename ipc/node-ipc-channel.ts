/** Channels over `subprocess.send`, which differ in how a message is serialized. */
import type { ChildProcess } from 'node:child_process';
import { mostBytes, PeerGoneError, type Channel, type ChannelSpec, type EventEnd, type Message } from './channel.ts';
import { valueEnd } from './value-end.ts';

interface NodeIpcOptions extends Pick<Channel, 'name' | 'description'> {
  readonly serialization: 'json' | 'advanced';
  /** Between payloads and what is sent of them, where that is not the payload itself. */
  readonly encode?: (message: Message) => Message;
  readonly decode?: (message: Message) => Message;
}

type Speaker = Pick<ChildProcess | NodeJS.Process, 'send' | 'disconnect'> & NodeJS.EventEmitter;

export function nodeIpcChannel({
  serialization,
  encode = (message) => message,
  decode = (message) => message,
  ...names
}: NodeIpcOptions): Channel {
  const endOf = (speaker: Speaker, { content }: Pick<ChannelSpec, 'content'>): EventEnd =>
    valueEnd({
      send:
        content === 'bytes'
          ? (message) => void speaker.send?.(encode(message) as object)
          : (message) => void speaker.send?.(message as object),
      listen: ({ onMessage, onEnd }) => {
        speaker.on('message', content === 'bytes' ? (message: Message) => onMessage(decode(message)) : onMessage);
        speaker.on('disconnect', () => onEnd(new PeerGoneError()));
      },
      close: () => speaker.disconnect?.(),
    });
  return {
    ...names,
    between: 'processes',
    family: 'messages',
    carries: 'values',
    takesObjects: true,
    spins: false,
    largestBytes: mostBytes,
    supports: () => ({ ok: true }),
    meet: async (spec) => ({
      ...{ place: null, descriptors: ['ipc'] as const, serialization },
      near: async ({ child }) => endOf(child as ChildProcess, spec),
      close: async () => {},
    }),
    join: async (_, spec) => endOf(process, spec),
  };
}
