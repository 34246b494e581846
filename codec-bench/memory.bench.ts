/**
 * What encoding and decoding allocate: V8's heap and the array buffers before and after one pass, in a process with so
 * large a young generation that nothing is collected meanwhile. After warm-up, since the compiler removes allocations;
 * minus what an empty pass shows.
 *
 * The heap's figure is the median of the passes, exact but for what the compiler adds in some of them. Memory of array
 * buffers may be given back by the collection before, while the pass runs, so there it is the largest of the passes.
 */
import { createTasks, type Cell, type CellSpec } from './cell.bench.ts';

/** For the process that measures. */
export const memoryFlags = [
  ...['--expose-gc', '--single-threaded-gc'],
  ...['--min-semi-space-size=256', '--max-semi-space-size=256'],
];

export interface Memory extends Cell {
  readonly contestant: string;
  readonly heapBytesPerMessage: number;
  /** Memory of array buffers, which is outside of V8's heap. */
  readonly bufferBytesPerMessage: number;
  /** Of the heap: all passes but the lowest and the highest lie between. */
  readonly middlePasses: readonly [lower: number, upper: number];
}

const warmupPasses = 200;
const warmupMs = 60;
const passes = 7;

export async function measureMemory(spec: CellSpec): Promise<readonly Memory[]> {
  const gc = globalThis.gc as (() => void) | undefined;
  if (gc === undefined) throw new Error(`memory is measured with ${memoryFlags.join(' ')}`);
  const results: Memory[] = [];
  const nothing = middleOf((await allocated(() => {}, gc)).heaps);
  for (const { cell, contestant, messages, pass } of createTasks(spec).flat()) {
    const endMs = performance.now() + warmupMs;
    for (let i = 0; i < warmupPasses && performance.now() < endMs; i++) await pass();
    const { heaps, buffers } = await allocated(pass, gc);
    const perMessage = (bytes: number): number => Math.max(0, bytes - nothing) / messages;
    results.push({
      ...cell,
      contestant: contestant.name,
      heapBytesPerMessage: perMessage(middleOf(heaps)),
      bufferBytesPerMessage: buffers / messages,
      middlePasses: [perMessage(heaps[1] ?? 0), perMessage(heaps[passes - 2] ?? 0)],
    });
  }
  return results;
}

function middleOf(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? 0;
}

async function allocated(pass: () => void | Promise<void>, gc: () => void) {
  const heaps: number[] = [];
  let buffers = 0;
  for (let i = 0; i < passes; i++) {
    gc();
    const before = process.memoryUsage();
    const pending = pass();
    // Awaiting costs memory too.
    if (pending !== undefined) await pending;
    const after = process.memoryUsage();
    heaps.push(after.heapUsed - before.heapUsed);
    buffers = Math.max(buffers, after.arrayBuffers - before.arrayBuffers);
  }
  return { heaps: heaps.toSorted((a, b) => a - b), buffers };
}
