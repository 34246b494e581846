import { expect, it } from 'vitest';

import type { GroupAnalysis } from '../../analysis/analysis.ts';
import type { Cell } from '../../result/trial.ts';
import { models } from '../fixture-experiments.ts';
import { fixture } from '../fixture.ts';
import { serviceTimes } from './service-time.ts';

const [group] = fixture({ experiments: [models] }).analysis.experiments[0]?.groups ?? [];

function shown(change: Partial<Cell>): string | null {
  if (group === undefined) throw new Error('no group');
  const changed: GroupAnalysis = {
    ...group,
    rows: group.rows.map((row) => ({ ...row, cell: { ...row.cell, ...change } })),
  };
  return serviceTimes(changed, 'model');
}

it('service times are a table of their own, with p99', () => {
  expect(shown({})).toMatch(/^\| Model \| Service time at saturation, p50 \(95 %\) \| p99 \(95 %\) \|/);
  expect(shown({})).not.toContain('<details>');
  expect(shown({ connections: 0 })).toBeNull();
});

it('where workers share a processor, the wait for it is told, and whose it is', () => {
  expect(shown({ serverCpus: [0], workers: 2 })).toContain(
    'More busy workers than the one processor of the server: `thread-pool-handoff`, `process-pool-handoff`. ',
  );
  expect(shown({ serverCpus: [0, 1], workers: 4 })).toContain('than the 2 processors of the server');
});

it.each<[string, Partial<Cell>]>([
  ['each worker has a processor', { serverCpus: [0, 1], workers: 2 }],
  ['one connection keeps one worker busy', { serverCpus: [0], workers: 2, connections: 1 }],
  ['nothing is pinned', { serverCpus: null, workers: 2 }],
])('nothing is told where %s', (_, change) => {
  expect(shown(change)).not.toContain('busy workers');
});
