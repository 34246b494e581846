/** Two real pipes (pipe2(2)), one for each direction, with Node's streams at both ends. */
import { libcSupported } from '../../native/availability.ts';
import { firstDescriptor, mostBytes, type Channel } from '../channel.ts';
import { meetAtPipes } from '../pipe-meeting.ts';
import { pipeStreamEnd } from '../pipe-streams.ts';

export const pipe: Channel = {
  name: 'pipe',
  description: 'two pipes (pipe2), Node’s streams at both ends',
  between: 'processes',
  family: 'pipes',
  carries: 'bytes',
  takesObjects: true,
  spins: false,
  largestBytes: mostBytes,
  supports: () => libcSupported,
  meet: () => meetAtPipes(pipeStreamEnd),
  join: async () => pipeStreamEnd(firstDescriptor, firstDescriptor + 1),
};
