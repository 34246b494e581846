/** A run from its first block to its last, with trials that take no time. */
import { describe, expect, test } from 'vitest';
import { madeUpRig } from '../../test/made-up-rig.ts';
import { fakeKinds, type FakeOptions } from '../../test/fake-kind.ts';
import { computeInMicros } from '../../test/made-up-compute.ts';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { stagesOf } from '../plan/schedule.ts';
import type { Plan } from '../result/plan.ts';
import type { Trial } from '../result/trial.ts';
import type { Kinds } from '../trials/index.ts';
import { TrialError } from '../trials/kind.ts';
import { keepsWorkerPerConnection } from '../trials/server/cost.ts';
import type { ServerSetup } from '../trials/server/setup.ts';
import { measureBlock } from './block.ts';
import { measureRun, type Progress } from './run.ts';

/** Every setup tells its cell, so that a fake can: a baseline and its twin have the same otherwise. */
function plan(options: Parameters<typeof madeUpPlan>[0] = {}): Plan {
  const { plan: made } = madeUpPlan({
    experiments: ['models', computeInMicros],
    profile: 'quick',
    seed: 7,
    rounds: 8,
    ...options,
  });
  const named = made.groups.map((group) => ({
    ...group,
    cells: group.cells.map((cell) => ({ ...cell, setup: { ...cell.setup, cell: cell.id } })),
  }));
  return { ...made, groups: named };
}

function cellOf(setup: ServerSetup): string {
  return (setup as ServerSetup & { readonly cell: string }).cell;
}

function surroundingsOf(kinds: Kinds) {
  return {
    kinds,
    rig: madeUpRig('', 7),
    machine: { processorCount: 2 },
    now: () => '2026-01-01T00:00:00.000Z',
    clockMs: () => 0,
    signal: new AbortController().signal,
  };
}

interface Ran {
  readonly trials: readonly Trial[];
  readonly saved: readonly Trial[][];
  readonly progress: readonly Progress[];
  readonly finished: readonly string[];
}

async function run(of: Plan, fake: FakeOptions = {}, already: readonly Trial[] = [], limitMs = 1e9): Promise<Ran> {
  const saved: Trial[][] = [];
  const progress: Progress[] = [];
  const finished: string[] = [];
  let clockMs = 0;
  const trials = await measureRun(of, new Map(), already, limitMs, {
    ...surroundingsOf(fakeKinds(fake)),
    clockMs: () => (clockMs += 1000),
    ranMs: () => 1000,
    save: async (measured) => void saved.push([...measured]),
    onProgress: (now) => progress.push(now),
    onExperiment: async (name) => void finished.push(name),
  });
  return { trials, saved, progress, finished };
}

test('measures every cell once a round, and saves block by block', async () => {
  const of = plan();
  const { trials, saved, finished } = await run(of);
  const cells = of.groups.flatMap((group) => group.cells);
  expect(trials).toHaveLength(cells.length * of.rounds);
  for (const cell of cells) {
    expect(trials.filter((trial) => trial.cell === cell.id).map(({ round }) => round)).toEqual([
      ...Array(of.rounds).keys(),
    ]);
  }
  expect(saved.flat()).toEqual(trials);
  expect(
    saved.every((block) => new Set(block.map(({ cell }) => cell.split('/').slice(0, 2).join('/'))).size === 1),
  ).toBe(true);
  expect(finished).toEqual(['models', 'compute']);
});

test('an interleaved block: all live, one loaded at a time, the order reversed every turn', async () => {
  const events: string[] = [];
  const of = plan();
  await run(
    { ...of, groups: of.groups.slice(0, 1), rounds: 1 },
    { onEvent: (event, setup) => void events.push(`${event} ${cellOf(setup)}`) },
  );
  const slices = events.filter((event) => event.startsWith('slice'));
  const turns = Array.from({ length: of.groups[0]?.slices ?? 0 }, (_, turn) => slices.slice(turn * 4, turn * 4 + 4));
  for (const [turn, order] of turns.entries()) {
    expect(order).toEqual(turn % 2 === 0 ? turns[0] : turns[0]?.toReversed());
  }
  const count = (kind: string) => events.filter((event) => event.startsWith(kind)).length;
  expect([count('start'), count('warm'), count('finish'), count('dispose')]).toEqual([4, 4, 4, 4]);
  const first = (kind: string) => events.findIndex((event) => event.startsWith(kind));
  const last = (kind: string) => events.findLastIndex((event) => event.startsWith(kind));
  expect(last('start')).toBeLessThan(first('warm'));
  expect(last('warm')).toBeLessThan(first('slice'));
  expect(last('slice')).toBeLessThan(first('finish'));
});

test('cells that would keep the processors from others are warmed up by themselves, when the others are warm', async () => {
  const events: string[] = [];
  const busy = new Set<string>();
  const of = plan();
  const [group] = of.groups;
  const alone = new Set(group?.cells.filter(({ role }) => role === 'arm').map(({ id }) => id));
  await run(
    { ...of, groups: of.groups.slice(0, 1), rounds: 1 },
    {
      warmsUp: (setup) => (alone.has(cellOf(setup)) ? 'alone' : 'together'),
      onEvent: async (event, setup) => {
        if (event !== 'warm') return;
        busy.add(cellOf(setup));
        events.push(`${busy.size} ${alone.has(cellOf(setup)) ? 'alone' : 'together'}`);
        await new Promise((resolve) => setImmediate(resolve));
        busy.delete(cellOf(setup));
      },
    },
  );
  expect(events).toEqual(['1 together', '2 together', '1 alone', '1 alone']);
});

test('a cell with a worker for each connection is started while no other cell starts or warms up', async () => {
  const of = plan({ experiments: ['connections'] });
  const group = of.groups.find(({ cells }) => cells.some(({ setup }) => startsAlone(setup)) && cells.length > 10);
  if (group === undefined) throw new Error('a group');
  const alone = new Set(group.cells.filter(({ setup }) => startsAlone(setup)).map(({ id }) => id));
  const busy = new Set<string>();
  const overlaps: string[] = [];
  const onEvent: FakeOptions['onEvent'] = async (event, setup) => {
    if (event !== 'start') return;
    const id = cellOf(setup);
    busy.add(id);
    if (busy.size > 1 && [...busy].some((one) => alone.has(one))) overlaps.push([...busy].join(' '));
    await new Promise((resolve) => setImmediate(resolve));
    busy.delete(id);
  };
  const surroundings = surroundingsOf(fakeKinds({ onEvent }));
  const trials = await measureBlock({ group, round: 0, attempt: 0 }, group.cells, of, surroundings);
  expect(trials.every(({ outcome }) => outcome === 'completed')).toBe(true);
  expect(alone.size).toBeGreaterThan(1);
  expect(overlaps).toEqual([]);
});

function startsAlone(setup: unknown): boolean {
  return keepsWorkerPerConnection(setup as ServerSetup);
}

test('sequential trials run one after another; every second round is the reverse of the one before', async () => {
  const events: string[] = [];
  const of = plan();
  const groups = of.groups.slice(0, 1).map((group) => ({ ...group, schedule: 'sequential' as const }));
  const onEvent: FakeOptions['onEvent'] = (event, setup) => void events.push(`${event} ${cellOf(setup)}`);
  await run({ ...of, groups, rounds: 4 }, { onEvent });
  const starts = events.filter((event) => event.startsWith('start')).map((event) => event.slice('start '.length));
  const rounds = [0, 1, 2, 3].map((round) => starts.slice(round * 4, round * 4 + 4));
  expect(rounds[1]).toEqual(rounds[0]?.toReversed());
  expect(rounds[3]).toEqual(rounds[2]?.toReversed());
  for (let i = 0; i < events.length; i += 5) {
    const one = events.slice(i, i + 5);
    expect(one.map((event) => event.split(' ')[0])).toEqual(['start', 'warm', 'slice', 'finish', 'dispose']);
    expect(new Set(one.map((event) => event.slice(event.indexOf(' ')))).size).toBe(1);
  }
});

test('the same seed gives the same order, another seed another one', () => {
  const order = (seed: number) =>
    stagesOf({ ...plan(), seed }).flatMap(({ blocks }) => blocks.map(({ group }) => group.id));
  expect(order(7)).toEqual(order(7));
  expect(order(7)).not.toEqual(order(8));
});

const crash = new TrialError('measure', 'server x: ended by itself (SIGKILL)', 'last words');

describe('a trial that fails', () => {
  test('is a row that says so; its block is measured again and the others go on', async () => {
    const of = plan();
    const victim = of.groups[0]?.cells[2]?.id;
    const accidentOf: FakeOptions['accidentOf'] = (setup, start, event) =>
      event === 'slice' && cellOf(setup) === victim && start === 3 ? crash : null;
    const { trials } = await run(of, { accidentOf });
    const round3 = trials.filter((trial) => trial.round === 3 && trial.cell === victim);
    expect(round3).toMatchObject([
      { attempt: 0, outcome: 'failed', phase: 'measure', error: crash.message, log: 'last words' },
      { attempt: 1, outcome: 'completed' },
    ]);
    // All cells of the block were measured again, so that what is compared comes from one block.
    const again = trials.filter((trial) => trial.round === 3 && trial.attempt === 1);
    expect(again.map(({ cell }) => cell)).toEqual(of.groups[0]?.cells.map(({ id }) => id));
  });

  test('in every try costs one block its two repeats, and no other block', async () => {
    const of = plan();
    const victim = of.groups[0]?.cells[2]?.id;
    const { trials } = await run(of, {
      accidentOf: (setup, _, event) => (event === 'slice' && cellOf(setup) === victim ? crash : null),
    });
    const attempts = trials.filter((trial) => trial.cell === victim).map(({ round, attempt }) => `${round}.${attempt}`);
    expect(attempts).toEqual(['0.0', '0.1', '0.2', '1.0', '2.0', '3.0', '4.0', '5.0', '6.0', '7.0']);
  });

  test('is not repeated when that would break the time limit', async () => {
    const of = plan();
    const victim = of.groups[0]?.cells[2]?.id;
    const accidentOf: FakeOptions['accidentOf'] = (setup, start, event) =>
      event === 'slice' && cellOf(setup) === victim && start === 0 ? crash : null;
    const { trials } = await run(of, { accidentOf }, [], 1);
    expect(trials.every(({ attempt }) => attempt === 0)).toBe(true);
  });

  test('with something else than a TrialError ends the run: it is a defect of ours', async () => {
    const accidentOf = () => new TypeError('defect');
    await expect(run(plan(), { accidentOf })).rejects.toThrow('defect');
  });
});

describe('a run that was cut off', () => {
  test('goes on with the blocks that are missing', async () => {
    const of = plan();
    const { saved } = await run(of);
    const kept = saved.slice(0, 5).flat();
    const rest = await run(of, {}, kept);
    expect(rest.saved).toHaveLength(saved.length - 5);
    expect(rest.trials).toHaveLength(saved.flat().length);
  });

  test('measures a block again of which only some trials were saved, as another attempt', async () => {
    const of = plan();
    const { saved } = await run(of);
    const cut = [...saved.slice(0, 5).flat(), ...(saved[5] ?? []).slice(0, 1)];
    const { trials } = await run(of, {}, cut);
    const again = trials.filter((trial) => trial.attempt === 1);
    expect(again.map(({ cell }) => cell)).toEqual(saved[5]?.map(({ cell }) => cell));
  });

  test('by an older edition goes on with the labels that its plan explains, and with no other', async () => {
    const of = plan({ experiments: ['compute'] });
    const without = of.kinds.map((kind) => ({
      ...kind,
      labels: kind.labels.filter((one) => one.name !== 'client-share'),
    }));
    const labelsIn = ({ trials }: Ran) =>
      trials.flatMap((trial) => (trial.outcome === 'completed' ? trial.labels : []));
    expect(labelsIn(await run(of))).toContain('client-share');
    expect(labelsIn(await run({ ...of, kinds: without }))).not.toContain('client-share');
  });

  describe('after a block that was spoiled', () => {
    const of = plan();
    const victim = of.groups[0]?.cells[2]?.id;
    const isVictims = ({ cell }: Trial) => cell.startsWith(`${of.groups[0]?.id}/`);
    const attemptsAt = (trials: readonly Trial[]) =>
      trials.filter((trial) => trial.cell === victim).map(({ round, attempt }) => `${round}.${attempt}`);
    const clean = ['1.0', '2.0', '3.0', '4.0', '5.0', '6.0', '7.0'];
    /** What a run saves whose victim fails in its first starts, up to and with so many blocks of the victim's group. */
    async function cutAfter(blocks: number, failing: number): Promise<Trial[]> {
      const accidentOf: FakeOptions['accidentOf'] = (setup, start, event) =>
        event === 'slice' && cellOf(setup) === victim && start < failing ? crash : null;
      const { saved } = await run(of, { accidentOf });
      const ofVictim = saved.filter((block) => block.some(isVictims));
      return saved.slice(0, saved.indexOf(ofVictim[blocks - 1] ?? []) + 1).flat();
    }

    test('repeats it as it would have if it had gone on', async () => {
      const { trials, progress } = await run(of, {}, await cutAfter(1, 1));
      expect(attemptsAt(trials)).toEqual(['0.0', '0.1', ...clean]);
      expect(progress[0]).toMatchObject({ done: 0, total: progress.length, block: { round: 0, attempt: 1 } });
    });

    test('repeats it as another attempt when its repeat was cut off', async () => {
      const kept = await cutAfter(2, 1);
      const fragment = kept.slice(0, -1);
      expect(attemptsAt((await run(of, {}, fragment)).trials.filter(({ attempt }) => attempt !== 1))).toEqual([
        '0.0',
        '0.2',
        ...clean,
      ]);
    });

    test('lets it be when its repeat went well, or its tries are used up', async () => {
      expect(attemptsAt((await run(of, {}, await cutAfter(2, 1))).trials)).toEqual(['0.0', '0.1', ...clean]);
      const fails: FakeOptions = {
        accidentOf: (setup, _, event) => (event === 'slice' && cellOf(setup) === victim ? crash : null),
      };
      const hopeless = await run(of, fails, await cutAfter(3, 9));
      expect(attemptsAt(hopeless.trials), 'and remembers that its cell is hopeless').toEqual([
        '0.0',
        '0.1',
        '0.2',
        ...clean,
      ]);
    });

    test('lets it be when there is no time left', async () => {
      expect(attemptsAt((await run(of, {}, await cutAfter(1, 1), 1)).trials)).toEqual(['0.0', ...clean]);
    });
  });
});

test('an interrupt gives up the block in progress, disposes of its trials, and loses nothing that was saved', async () => {
  const of = plan();
  const controller = new AbortController();
  const saved: Trial[] = [];
  const live = new Set<string>();
  let slices = 0;
  const onEvent: FakeOptions['onEvent'] = (event, setup) => {
    if (event === 'start') live.add(cellOf(setup));
    if (event === 'dispose') live.delete(cellOf(setup));
    if (event === 'slice' && ++slices === 40) controller.abort(new Error('interrupted'));
  };
  const surroundings = {
    ...surroundingsOf(fakeKinds({ onEvent })),
    clockMs: () => 0,
    ranMs: () => 1000,
    signal: controller.signal,
    save: async (measured: readonly Trial[]) => void saved.push(...measured),
    onProgress: () => {},
    onExperiment: async () => {},
  };
  await expect(measureRun(of, new Map(), [], 1e9, surroundings)).rejects.toThrow('interrupted');
  expect(live.size).toBe(0);
  // Two blocks of four cells with four slices each.
  expect(saved).toHaveLength(8);
  expect(slices).toBe(40);
});

test('saves with each trial how long the run had gone on, this part after the earlier ones', async () => {
  const of = plan();
  const first = await run(of);
  expect(first.trials.every(({ elapsedMs }) => elapsedMs === 1000)).toBe(true);
});

test('tells before each block how far it is and how long it takes', async () => {
  const { progress } = await run(plan());
  expect(progress.map(({ done }) => done)).toEqual([...progress.keys()]);
  expect(progress.at(-1)?.leftMs).toBeLessThan(progress[5]?.leftMs ?? 0);
  expect(progress.every(({ leftMs }) => leftMs > 0)).toBe(true);
});
