import { expect, test } from 'vitest';
import type { SeenRecord } from './record.ts';
import type { ClaimSetup } from './setup.ts';
import { surroundings } from './surroundings.ts';

const setup: ClaimSetup = {
  ...{ observation: 'backlog', parameters: { backlog: 5 }, server: null, network: 'here', takesMs: 1 },
};
const trials = (...seen: readonly SeenRecord[]) =>
  seen.map((one) => ({ setup, record: { readyMs: 1, seen: [one] as [SeenRecord] } }));
const title = 'backlog, backlog 5, over loopback';

test('counters are told once where they never varied, and as a range where they did', () => {
  const seen = trials(
    { facts: { drops: 58, overflows: 1200, error: 'ECONNRESET' } },
    { facts: { drops: 58, overflows: 1190.5, error: 'EPIPE' } },
  );
  expect(surroundings(seen)).toEqual([
    {
      title,
      facts: [
        ['drops', '58 in every trial'],
        ['overflows', '1,190.5 to 1,200'],
        ['error', 'ECONNRESET; EPIPE'],
      ],
    },
  ]);
});

test('few values of a distribution are listed with how often each was seen, in all trials together', () => {
  const of = 'bytes that one send took';
  const seen = trials(
    {
      distribution: {
        of,
        unit: 'B',
        values: [
          [10, 1],
          [2000, 3],
        ],
      },
    },
    { distribution: { of, unit: 'B', values: [[2000, 1]] } },
  );
  expect(surroundings(seen)).toEqual([{ title, facts: [[of, '10 B (1 times), 2,000 B (4 times)']] }]);
});

test('of many values some quantiles are told', () => {
  const values = Array.from({ length: 100 }, (_, at) => [at + 1, 1] as const);
  const seen = trials({ distribution: { of: 'milliseconds', unit: 'ms', values } });
  expect(surroundings(seen)[0]?.facts).toEqual([
    ['milliseconds', 'least 1 ms, p10 10 ms, p50 50 ms, p90 90 ms, most 100 ms; 100 in all'],
  ]);
});

test('situations with other values are apart, and one of which nothing is to be told has no table', () => {
  const other = { ...setup, parameters: { backlog: 511 } };
  const [first] = trials({ facts: { drops: 1 } });
  const [second] = trials({ facts: { drops: 0 } });
  if (first === undefined || second === undefined) throw new Error('two trials');
  expect(surroundings([first, { ...second, setup: other }]).map((one) => one.title)).toEqual([
    title,
    'backlog, backlog 511, over loopback',
  ]);
  expect(surroundings(trials({ count: 1 }))).toEqual([]);
});
