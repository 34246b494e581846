/** Two named pipes (mkfifo(3)), which each end opens by its path, with Node's streams at both ends. */
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { libcSupported } from '../../native/availability.ts';
import { mostBytes, type Channel } from '../channel.ts';
import { pipeStreamEnd } from '../pipe-streams.ts';
import { temporaryFolder } from '../socket-meeting.ts';

interface Place {
  readonly toFar: string;
  readonly toNear: string;
}

export const fifo: Channel = {
  name: 'fifo',
  description: 'two named pipes (mkfifo), Node’s streams at both ends',
  between: 'processes',
  family: 'pipes',
  carries: 'bytes',
  takesObjects: true,
  spins: false,
  largestBytes: mostBytes,
  supports: () => libcSupported,
  async meet() {
    const { makeFifo } = await import('../../native/pipes.ts');
    const folder = await temporaryFolder();
    const place: Place = { toFar: join(folder.path, 'to-far'), toNear: join(folder.path, 'to-near') };
    const held: number[] = [];
    const letGo = async () => {
      for (const descriptor of held.splice(0)) closeSync(descriptor);
      await folder.remove();
    };
    try {
      for (const path of [place.toFar, place.toNear]) {
        makeFifo(path);
        // Open for both directions, it waits for nobody (fifo(7)); kept until both ends have their own.
        held.push(openSync(path, constants.O_RDWR));
      }
    } catch (error) {
      await letGo();
      throw error;
    }
    return {
      place,
      async near(far) {
        // A pipe whose other side nobody has open yet looks like one whose peer is gone.
        await far.joined;
        const end = open(place.toNear, place.toFar);
        // Nobody needs the paths any more: who is killed from here on leaves nothing behind.
        await letGo();
        return end;
      },
      close: letGo,
    };
  },
  join: async ({ toFar, toNear }: Place) => open(toFar, toNear),
};

function open(input: string, output: string) {
  const nonBlocking = constants.O_NONBLOCK;
  return pipeStreamEnd(
    openSync(input, constants.O_RDONLY | nonBlocking),
    openSync(output, constants.O_WRONLY | nonBlocking),
  );
}
