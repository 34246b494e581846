/** Which pairs of readings may be subtracted from one another. */
import { expect, test } from 'vitest';
import type { Usage } from '../../../servers/usage.ts';
import { breakBetween } from './usage-continuity.ts';

const before: Usage = {
  ...{ cpuNs: 3000, userNs: 2000, systemNs: 1000, messages: 10, systemCalls: 20, monotonicNs: 5000 },
  ...{ connectionsPerWorker: [2, 2], acceptedPerWorker: [2, 2], accepted: 4, refused: 0, workersLost: 1, faults: 0 },
  ...{ rssBytes: 1 << 20, pids: [7, 8] },
  contextSwitches: { voluntary: 5, involuntary: 6 },
  gc: { count: 2, pauseNs: 800 },
  eventLoops: [],
};

test.each<readonly [string, Partial<Usage>]>([
  ['nothing happened', {}],
  ['all counters grew', { cpuNs: 4000, messages: 20, contextSwitches: { voluntary: 6, involuntary: 7 } }],
  ['memory was given back', { rssBytes: 1 }],
  ['processes are named in another order', { pids: [8, 7] }],
])('usable when %s', (_, changes) => {
  expect(breakBetween(before, { ...before, ...changes })).toBeNull();
});

test.each<readonly [Partial<Usage>, string]>([
  [{ workersLost: 2 }, 'the server lost 1 worker while it was measured'],
  [{ workersLost: 4 }, 'the server lost 3 workers while it was measured'],
  [{ pids: [7, 9] }, "the server's processes changed while it was measured: from 7, 8 to 7, 9"],
  [{ pids: [7] }, "the server's processes changed while it was measured: from 7, 8 to 7"],
  [{ cpuNs: 2999 }, "the server's processor time went backwards while it was measured: from 3000 to 2999"],
  [{ monotonicNs: 1 }, "the server's monotonic time went backwards while it was measured: from 5000 to 1"],
  [{ messages: 9 }, "the server's messages went backwards while it was measured: from 10 to 9"],
  [{ systemCalls: 19 }, "the server's system calls went backwards while it was measured: from 20 to 19"],
  [
    { contextSwitches: { voluntary: 4, involuntary: 6 } },
    "the server's voluntary context switches went backwards while it was measured: from 5 to 4",
  ],
  [
    { contextSwitches: { voluntary: 5, involuntary: 5 } },
    "the server's involuntary context switches went backwards while it was measured: from 6 to 5",
  ],
  [
    { gc: { count: 1, pauseNs: 800 } },
    "the server's garbage collections went backwards while it was measured: from 2 to 1",
  ],
  [
    { gc: { count: 2, pauseNs: 0 } },
    "the server's garbage collection time went backwards while it was measured: from 800 to 0",
  ],
])('not usable after %j', (changes, why) => {
  expect(breakBetween(before, { ...before, ...changes })).toBe(why);
});
