/** Two processes meet over descriptors that the far one is started with. */
import type { End, Meeting } from './channel.ts';

/** Makes the near end of its two descriptors, which are its own from then on. */
type MakeEnd = (input: number, output: number) => End | Promise<End>;

/** The far end has the same at `firstDescriptor`: what it reads, and behind it what it writes. */
export async function meetAtPipes(makeEnd: MakeEnd): Promise<Meeting> {
  const { openPipe } = await import('../native/pipes.ts');
  const out = openPipe();
  const input = openPipe();
  return await meetOver([input.read, out.write], [out.read, input.write], makeEnd);
}

/** One socket at either side: input and output are the same descriptor. */
export async function meetAtSocketPair(makeEnd: MakeEnd): Promise<Meeting> {
  const { openSocketPair } = await import('../native/pipes.ts');
  const [near, far] = openSocketPair();
  return await meetOver([near, near], [far], makeEnd);
}

async function meetOver(
  [input, output]: readonly [number, number],
  ofFar: readonly number[],
  makeEnd: MakeEnd,
): Promise<Meeting> {
  const { close } = await import('../native/sockets.ts');
  const open = new Set([input, output, ...ofFar]);
  const closeThose = (descriptors: Iterable<number>) => {
    for (const descriptor of descriptors) if (open.delete(descriptor)) close(descriptor);
  };
  return {
    place: null,
    descriptors: ofFar,
    async near() {
      // As long as this process has them too, no end of the stream would come through.
      closeThose(ofFar);
      open.delete(input);
      open.delete(output);
      return await makeEnd(input, output);
    },
    close: async () => closeThose([...open]),
  };
}

/** Loaded late: it calls libc, which is not everywhere that channels are listed. */
export async function blockingEnd(input: number, output: number): Promise<End> {
  const { DescriptorEnd } = await import('./descriptor-end.ts');
  return new DescriptorEnd(input, output);
}
