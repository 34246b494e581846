import { expect, test } from 'vitest';
import { around, judgedWith } from '../../../test/made-up-claims.ts';
import { pollingClaim } from './polling.ts';

/** @param nothing calls of recv that find nothing, of 1,000: with polling, and with select */
function figures(
  ns: { busy: number; few: number; many: number; epoll: number },
  nothing: { busy: number; select: number } = { busy: 999, select: 0 },
) {
  return {
    'busy polling, 100 idle share': { events: nothing.busy, of: 1000 },
    'select, 100 idle share': { events: nothing.select, of: 1000 },
    'busy polling, 1 idle cpuNs': around(ns.busy),
    'select, 1 idle cpuNs': around(ns.few),
    'busy polling, 100 idle cpuNs': around(ns.busy),
    'select, 100 idle cpuNs': around(ns.few),
    'select, 900 idle cpuNs': around(ns.many),
    'epoll, 900 idle cpuNs': around(ns.epoll),
  };
}

test('is confirmed where polling takes a processor, and select no more than epoll', () => {
  const judged = judgedWith(pollingClaim, figures({ busy: 5e6, few: 1e5, many: 1.2e5, epoll: 1e5 }));
  expect(judged.verdict).toBe('confirmed');
});

test('depends on how many are idle where select looks at all of them', () => {
  const judged = judgedWith(pollingClaim, figures({ busy: 5e6, few: 1e5, many: 1e6, epoll: 1e5 }));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'holds', 'holds', 'fails']);
});

test('is refuted where polling is cheap, and select is not', () => {
  const judged = judgedWith(
    pollingClaim,
    figures({ busy: 2e5, few: 1e5, many: 1e6, epoll: 1e5 }, { busy: 500, select: 500 }),
  );
  expect(judged.verdict).toBe('refuted');
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const judged = judgedWith(pollingClaim, { 'select, 1 idle cpuNs': why, 'select, 100 idle cpuNs': why });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
