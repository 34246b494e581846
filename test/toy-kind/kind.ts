/**
 * The smallest kind of trial there is: two threads that count in turn. It stands for any kind that somebody adds: nothing
 * outside this folder knows it, but the registry that the test hands in.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { plainCount } from '../../runner/result/quantity.ts';
import { defineKind, TrialError, type LiveTrial, type Rig } from '../../runner/trials/kind.ts';

const setupSchema = z.object({ stepsPerMs: z.number().positive(), helpers: z.int().nonnegative() }).readonly();
const recordSchema = z
  .object({ slices: z.array(z.object({ windowMs: z.number(), steps: z.number() }).readonly()).readonly() })
  .readonly();

type ToySetup = z.infer<typeof setupSchema>;
type ToyRecord = z.infer<typeof recordSchema>;

/** Starts made so far, so that every trial has noise of its own. */
let starts = 0;

export const toyKind = defineKind<ToySetup, ToySetup, ToyRecord>({
  name: 'toy',
  setupSchema,
  recordSchema,
  metrics: [
    {
      name: 'stepsPerMs',
      title: 'Counting',
      column: 'Steps per ms',
      axis: '{unit} steps per ms',
      quantity: plainCount,
      scale: 'factor',
      differenceMargin: null,
      most: null,
      better: 'higher',
      higher: 'counts faster',
      lower: 'counts slower',
      boundedBy: null,
      secondReference: null,
      note: null,
      valueOf: ({ slices }) => total(slices, 'steps') / total(slices, 'windowMs'),
    },
  ],
  controlMetrics: ['stepsPerMs'],
  labels: [
    {
      name: 'few-steps',
      title: 'few steps',
      meaning: 'Fewer than ten steps were counted, so that each is a tenth of the figure.',
      remedy: 'Count for longer.',
      bounds: false,
      repeats: false,
    },
  ],
  settle: (wanted) => ({
    setup: wanted,
    unsupported: wanted.helpers > 1 ? 'no room for a third thread' : null,
    ...{ source: null, classicName: null, family: null },
  }),
  schedule: () => 'interleaved',
  costMs: (_, { sliceMs, slices }) => ({ startMs: 5, restMs: sliceMs * slices }),
  describe: ({ helpers }) => [{ name: 'helpers', text: `${helpers} helpers` }],
  judge: ({ slices }) => (total(slices, 'steps') < 10 ? ['few-steps'] : []),
  start: async (setup, rig) => startCounter(setup, rig),
});

function startCounter({ stepsPerMs }: ToySetup, { seed }: Rig): LiveTrial<ToyRecord> {
  const workerData = { stepsPerMs, seed, stream: `start ${starts++}` };
  const thread = new Worker(new URL('counter.ts', import.meta.url), { workerData });
  const slices: { windowMs: number; steps: number }[] = [];
  return {
    warmUp: async () => {},
    slice: async (windowMs) => {
      // A message to a thread that has ended goes nowhere.
      if (thread.threadId === -1) throw new TrialError('measure', 'the counter has ended', '');
      const answer = once(thread, 'message');
      thread.postMessage(windowMs);
      const [steps] = (await answer) as [number];
      slices.push({ windowMs, steps });
    },
    finish: async () => ({ slices }),
    [Symbol.asyncDispose]: async () => void (await thread.terminate()),
  };
}

function total(slices: ToyRecord['slices'], of: 'steps' | 'windowMs'): number {
  return slices.reduce((sum, slice) => sum + slice[of], 0);
}
