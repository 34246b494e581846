/** The fake is a kind like any other, and its records are such as the real one leaves. */
import { expect, test } from 'vitest';
import { recordSchema } from '../runner/trials/server/record.ts';
import type { ServerSetup } from '../runner/trials/server/setup.ts';
import { kindOf } from '../runner/trials/index.ts';
import { serverKind } from '../runner/trials/server/kind.ts';
import { fakeKinds, type FakeEvent, type FakeOptions } from './fake-kind.ts';
import { madeUpRig } from './made-up-rig.ts';
import { madeUpPlan } from './made-up-plan.ts';
import { madeUpMachine } from './made-up-environment.ts';

const { plan } = madeUpPlan();
const [cell] = plan.groups.flatMap(({ cells }) => cells);
const setup = cell?.setup ?? {};
const rig = madeUpRig();
const pace = { sliceMs: 100, slices: 2, warmup: plan.warmup };
const started = (options: FakeOptions = {}) => kindOf(fakeKinds(options), 'server').start(setup, rig, pace);

test('a whole life: events in order, and a record with the speed that was asked for', async () => {
  const events: FakeEvent[] = [];
  const live = await started({
    figuresOf: () => ({ messagesPerSecond: 40_000 }),
    onEvent: (event) => void events.push(event),
  });
  await live.warmUp(1, new AbortController().signal);
  await live.slice(100);
  await live.slice(100);
  const record = await live.finish();
  await live[Symbol.asyncDispose]();
  expect(events).toEqual(['start', 'warm', 'slice', 'slice', 'finish', 'dispose']);
  expect(recordSchema.parse(record)).toEqual(record);
  const rate = serverKind.metrics
    .find(({ name }) => name === 'messagesPerSecond')
    ?.valueOf(record, setup, madeUpMachine);
  expect(rate as number).toBeGreaterThan(38_000);
  expect(rate as number).toBeLessThan(42_000);
  expect(serverKind.judge(record, setup, { processorCount: 2 })).toEqual([]);
});

test('starts of one setup are counted, and each goes its own way', async () => {
  const starts: number[] = [];
  const kind = kindOf(
    fakeKinds({ figuresOf: (_: ServerSetup, start) => ({ readyMs: 10 * (starts.push(start), start + 1) }) }),
    'server',
  );
  const ready = [];
  for (let start = 0; start < 3; start += 1)
    ready.push((await (await kind.start(setup, rig, pace)).finish())['readyMs']);
  expect(starts).toEqual([0, 1, 2]);
  expect(ready).toEqual([10, 20, 30]);
});

test('it fails at the event that it is told to', async () => {
  const accidentOf: FakeOptions['accidentOf'] = (_, __, event) => (event === 'slice' ? new Error('now') : null);
  const live = await started({ accidentOf });
  await live.warmUp(1, new AbortController().signal);
  await expect(live.slice(50)).rejects.toThrow('now');
});
