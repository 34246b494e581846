/** Two real pipes with blocking read(2) and write(2) at both ends: what the kernel costs without Node's streams. */
import { libcSupported } from '../../native/availability.ts';
import { firstDescriptor, mostBytes, type Channel } from '../channel.ts';
import { blockingEnd, meetAtPipes } from '../pipe-meeting.ts';

export const pipeBlocking: Channel = {
  name: 'pipe-blocking',
  description: 'two pipes (pipe2), blocking read and write through libc',
  between: 'processes',
  family: 'pipes',
  carries: 'bytes',
  takesObjects: false,
  spins: false,
  largestBytes: mostBytes,
  supports: () => libcSupported,
  meet: () => meetAtPipes(blockingEnd),
  join: () => blockingEnd(firstDescriptor, firstDescriptor + 1),
};
