/** How far a run can be trusted, and what it was. */
import { describe, expect, test } from 'vitest';

import { compute, models } from '../../../test/made-up-charts.ts';
import { madeUpRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import { crossoverTable } from './crossovers.ts';
import { howToRead, whatThisDoesNotTell } from './guide.ts';
import { planSection } from './run.ts';
import { controlsSection, evidenceSection, failuresSection } from './trust.ts';

const usual = madeUpRun([models]);

test('the controls stand with each of their metrics, and the known slowdown with what was put in', () => {
  const section = controlsSection(usual.analysis.controls, []);
  expect(section).toContain('**The controls of this run hold.**');
  expect(section).toMatch(/\| Identical cells: throughput \| ×\S+ \(\S+\) \| 99\.\d % \| 16 \| 0\.0\d\d \| 1 \|/);
  expect(section).toMatch(/\| Identical cells: server processor time per message \| ×/);
  expect(section).toMatch(/\| Known slowdown: server processor time per message \| ×.*\| ×1\.099 \(\S+\) \(found\) \|/);
});

describe('evidence', () => {
  const labelled = (labels: Readonly<Record<string, number>>): MadeUpRun =>
    madeUpRun([{ ...models, arms: models.arms.map((arm) => (arm.speed === 0.93 ? { ...arm, labels } : arm)) }]);

  test('names each label once, with meaning, remedy and where', () => {
    const { analysis, result } = labelled({ 'not-steady': 3 });
    const section = evidenceSection(analysis, result);
    expect(section).toMatch(
      /\| \*\*not steady\*\* \| The second half .* \| Use a longer profile.* \| `models\/64 connections\/thread-pool-handoff` in 3 of 8 rounds \|/,
    );
    expect(section).toContain('those of the controls included: not steady 3.');
    expect(section).toContain('No block had to be repeated.');
  });

  test('has commands as code, and every other sign as text', () => {
    const { analysis, result } = labelled({ 'not-steady': 8 });
    const section = evidenceSection(analysis, result);
    expect(section).toMatch(/[^\\]`npm run doctor`/);
    expect(section).not.toContain('\\`');
  });

  test('has the labels in the order of their definitions, and then those that the plan does not know', () => {
    const { analysis, result } = labelled({ 'made-up': 8, 'cold-workers': 8, 'not-steady': 8 });
    const names = [...evidenceSection(analysis, result).matchAll(/^\| \*\*(.*?)\*\*/gm)].map(([, name]) => name);
    expect(names).toEqual(['not steady', 'cold workers', 'made-up']);
  });

  test('counts the trials of blocks that were repeated', () => {
    const { analysis, result } = labelled({ 'disturbed-steal': 1 });
    expect(evidenceSection(analysis, result)).toMatch(/\n8 trials of \d+ belong to blocks that were repeated/);
  });

  test('says that there is nothing', () => {
    expect(evidenceSection(usual.analysis, usual.result)).toContain('No figure above rests on a trial with a label.');
  });
});

test('failed trials that are alike stand in one line, with their rounds and the end of the log', () => {
  const arms = models.arms.map((arm) => (arm.speed === 0.93 ? { ...arm, error: 'it died', failedRounds: 2 } : arm));
  const section = failuresSection(madeUpRun([{ ...models, arms }]).result);
  expect(section).toContain(
    '| `models/64 connections/thread-pool-handoff` | 1, 1 (attempt 2), 1 (attempt 3), 2 | measure | it died |',
  );
  expect(section).toContain('server: it died\n    at main.ts:12');
  expect(failuresSection(usual.result)).toContain('None.');
});

test('the guide speaks of bounds, margins and kinds only where the run has them', () => {
  const guide = howToRead(usual.result, usual.analysis);
  expect(guide).toContain('**Client-limited** (*at least*, ≥; † in charts): The load client was the limit');
  expect(guide).toContain('A direction (*faster*, *slower*, *costs more*, *costs less*)');
  expect(guide).toContain('- **Processor time per message** is that of all');
  const { result, analysis } = usual;
  const plan = { ...result.plan, kinds: result.plan.kinds.map((kind) => ({ ...kind, name: 'other' })) };
  const experiments = analysis.experiments.map((experiment) => ({
    ...experiment,
    shown: [{ ...experiment.shown[0], boundedBy: null, differenceMargin: 3, title: 'Other' }] as const,
  }));
  const other = howToRead({ ...result, plan }, { ...analysis, experiments });
  expect(other).not.toContain('Client-limited');
  expect(other).not.toContain('Processor time per message');
  expect(other).toContain('*Other*: differences within ±3.00 /s cannot be detected');
});

test('what a run leaves open begins with the conditions that it had, and is otherwise that of its kinds', () => {
  const groups = [{ label: 'a' }, { label: 'b', connections: 1 }];
  const { result } = madeUpRun([{ ...models, groups }], { rounds: 1 });
  const open = whatThisDoesNotTell(result);
  expect(open).toContain('than those measured: 64 connections, 1 connection; closed loop with 1 request in flight');
  expect(open).toContain('- Anything about TLS or HTTP');
  const plan = {
    ...result.plan,
    groups: result.plan.groups.map((group) => ({
      ...group,
      cells: group.cells.map((cell) => ({ ...cell, kind: 'constructor' })),
    })),
  };
  expect(whatThisDoesNotTell({ ...result, plan })).not.toContain('TLS');
});

test('the plan names how each group was measured, the twin, and what was calibrated', () => {
  const section = planSection({
    ...usual.result,
    calibrations: {
      server: { nsPerIteration: 65.123456, found: 'here', capacities: { one: 10275.000000000005, 'a, b': 990 } },
      other: {},
    },
  });
  expect(section).toContain(
    'of trials of the kind `server` found: `nsPerIteration` 65.12, `found` here, `capacities` (one: 10,280; a, b: 990).',
  );
  expect(section).not.toContain('kind `other`');
  expect(section).toMatch(
    /\| `models\/64 connections` \| `event-loop` \(baseline\), `event-loop` \(twin\), .* \| 2 \| interleaved, 8 slices \| 64 connections, /,
  );
});

describe('the table of crossovers', () => {
  const [experiment] = madeUpRun([compute]).analysis.experiments;
  if (experiment === undefined) throw new Error('no experiment');

  test('says between which levels, and where by interpolation', () => {
    const table = crossoverTable(experiment);
    expect(table).toMatch(
      /\| Model \| Overtakes `event-loop`, by the levels measured \| Interpolated \| As a multiple of echo \(12\.\d µs\) \| n \| Labels \|/,
    );
    expect(table).toMatch(
      /\| `thread-pool-handoff` \| between echo and \S+ µs \| \S+ µs \(\S+ µs to \S+ µs\) \| 0\.\d+ × echo \(0\.\d+–\d\.\d+ × echo\) \| 11 \|/,
    );
    expect(table).toMatch(/\| `process-pool-handoff` \| ahead at every level \| – \| – \| 11 \|/);
    expect(table).toMatch(/in the same rounds, \S+ µs \(\S+\), 0\.\d+ × echo at `10 µs`; /);
  });

  test('says so where amounts could not be measured in place, and is no table without crossovers', () => {
    const groups = experiment.groups.map((group) => ({
      ...group,
      level: group.level && { ...group.level, inPlace: null },
    }));
    expect(crossoverTable({ ...experiment, groups })).toContain(
      'Work per request is stated as it was planned: the level echo was not measured in the same rounds.',
    );
    expect(crossoverTable({ ...experiment, crossovers: [] })).toBeNull();
  });
});
