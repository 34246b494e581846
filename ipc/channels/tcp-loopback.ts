/** A TCP connection over 127.0.0.1, with Node's sockets at both ends: what everything else is compared with. */
import { mostBytes, type Channel } from '../channel.ts';
import { connectTo, listenAt } from '../socket-meeting.ts';

export const tcpLoopback: Channel = {
  name: 'tcp-loopback',
  description: 'a TCP connection over 127.0.0.1, Node’s sockets at both ends',
  between: 'processes',
  family: 'sockets',
  carries: 'bytes',
  takesObjects: true,
  spins: false,
  largestBytes: mostBytes,
  supports: () => ({ ok: true }),
  meet: () => listenAt({ host: '127.0.0.1', port: 0 }),
  join: (place: { readonly host: string; readonly port: number }) => connectTo(place),
};
