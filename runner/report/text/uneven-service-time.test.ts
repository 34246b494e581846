import { expect, test } from 'vitest';
import { madeUpCell, madeUpRow } from '../../../test/made-up-row.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { unevenServiceTimes } from './uneven-service-time.ts';

const known = (value: number): Estimate => {
  return { value, interval: null, coverage: null, n: 8, values: [value], note: null };
};

function rowWith(figures: Readonly<Record<string, number>>, arm = 'event-loop') {
  const estimates = Object.entries(figures).map(([name, value]) => [name, known(value)] as const);
  return madeUpRow(madeUpCell(arm), { figures: new Map(estimates) });
}

test('a median far below the mean is told, with the mean', () => {
  const uneven = rowWith({ serviceTimeP50Ns: 138e3, serviceTimeMeanNs: 2e6 }, '262144 B');
  const usual = rowWith({ serviceTimeP50Ns: 1.6e6, serviceTimeMeanNs: 2e6 });
  const [sentence, ...others] = unevenServiceTimes([uneven, usual]);
  expect(sentence).toMatch(/^`262144 B`: the mean service time is 2\.00 ms, by Little's law\. A median far below/);
  expect(others).toEqual([]);
});

test.each([
  ['a median near the mean', rowWith({ serviceTimeP50Ns: 1.6e6, serviceTimeMeanNs: 2e6 })],
  ['no median', rowWith({ serviceTimeMeanNs: 2e6 })],
  ['no mean', rowWith({ serviceTimeP50Ns: 138e3 })],
])('%s is not', (_what, row) => {
  expect(unevenServiceTimes([row])).toEqual([]);
});
