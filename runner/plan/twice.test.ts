/** An arm that runs twice: one more pair of identical cells. */
import { expect, test } from 'vitest';
import { analysed, madeUpResult } from '../../test/made-up-result.ts';
import { madeUpPlan } from '../../test/made-up-plan.ts';

const [group] = madeUpPlan({ experiments: ['ipc'] }).plan.groups;

test('has a twin with the same setup, and is compared once, with the baseline and its twin alone', () => {
  const pipes = group?.cells.filter(({ arm }) => arm === 'pipe') ?? [];
  expect(pipes.map(({ role }) => role)).toEqual(['arm', 'twin']);
  expect(pipes[1]?.setup).toEqual(pipes[0]?.setup);
  expect(group?.comparisons.filter(({ arm }) => arm.includes('/pipe') && !arm.includes('blocking'))).toHaveLength(1);
  for (const { reference } of group?.comparisons ?? [])
    expect(reference).toEqual({ cells: ['ipc/apart/tcp-loopback', 'ipc/apart/tcp-loopback (twin)'] });
});

test('has figures that are the mean of both of its cells', () => {
  const speed = { pipe: 2, 'pipe (twin)': 8 } as Readonly<Record<string, number>>;
  const values = ({ id }: { readonly id: string }) => ({ speed: speed[id.split('/').at(-1) ?? ''] ?? 1 });
  const noise = { block: 0, trial: 0, slice: 0 };
  const found = analysed(madeUpResult({ experiments: ['ipc'], values, noise })).experiments[0]?.groups[0];
  const row = (name: string) => found?.rows.find(({ cell }) => cell.arm === name);
  const ratio = row('pipe')?.contrasts.get('roundTripNs')?.value ?? Number.NaN;
  expect(row('pipe')?.cells).toBe(2);
  expect(row('unix-socket')?.cells).toBe(1);
  // The geometric mean of a half and an eighth of the time.
  expect(ratio).toBeCloseTo(1 / 4, 1);
  expect(found?.rows.map(({ cell }) => cell.role)).not.toContain('twin');
});
