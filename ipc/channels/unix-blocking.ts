/** A pair of Unix sockets with blocking read(2) and write(2) at both ends: what the kernel costs without Node's streams. */
import { libcSupported } from '../../native/availability.ts';
import { firstDescriptor, mostBytes, type Channel } from '../channel.ts';
import { blockingEnd, meetAtSocketPair } from '../pipe-meeting.ts';

export const unixBlocking: Channel = {
  name: 'unix-blocking',
  description: 'a pair of Unix sockets, blocking read and write through libc',
  between: 'processes',
  family: 'sockets',
  carries: 'bytes',
  takesObjects: false,
  spins: false,
  largestBytes: mostBytes,
  supports: () => libcSupported,
  meet: () => meetAtSocketPair(blockingEnd),
  join: () => blockingEnd(firstDescriptor, firstDescriptor),
};
