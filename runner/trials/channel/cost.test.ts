/** What a channel trial is expected to take. */
import { expect, test } from 'vitest';
import { costMs } from './cost.ts';

const pace = { sliceMs: 100, slices: 2, warmup: { messagesPerIsolate: 50_000, cpuMsPerIsolate: 700 } };
const cost = ({ spins = false, startMs = 200, cpus = [0, 1] }) =>
  costMs({ spins }, pace, 'interleaved', { cpus, calibration: { startMs } });

test('its start, its warm-up alone, and its slices', () => {
  expect(cost({}).restMs).toBeGreaterThan(0.4 * 700 + 2 * 100);
  const longer = costMs({ spins: false }, { ...pace, slices: 3 }, 'interleaved', { cpus: [0, 1], calibration: {} });
  const usual = costMs({ spins: false }, pace, 'interleaved', { cpus: [0, 1], calibration: {} });
  expect(longer.restMs - usual.restMs).toBeGreaterThanOrEqual(100);
});

test('longer where this machine starts it more slowly, and on one processor', () => {
  expect(cost({ startMs: 800 }).restMs).toBeGreaterThan(cost({}).restMs + 300);
  expect(cost({ cpus: [0] }).restMs).toBeGreaterThan(cost({}).restMs + 100);
});

test('a warm-up in which both ends spin ends sooner: both use processor time at once', () => {
  expect(cost({ spins: true }).restMs).toBeLessThan(cost({}).restMs);
});
