import { expect, test } from 'vitest';

import { syntheticMeasurement } from '../../test/synthetic-trial.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import type { Cell } from '../trial.ts';
import { createRandom } from './random.ts';
import { metricsOf } from './trial-metrics.ts';

const cell = syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell;
const measurement = syntheticMeasurement(cell, { messagesPerSecond: 50_000, cpuNsPerMessage: 15_000 }, createRandom(1));

test('figures of a trial are ratios of sums: a short slice weighs as much as its time', () => {
  const slice = { rampNs: 0, littleRatio: 1, machine: null };
  const slices = [
    {
      ...slice,
      windowNs: 100e6,
      messages: 1000,
      server: { cpuNs: 60e6, messages: 1200, elapsedNs: 120e6 },
      client: { cpuNs: 30e6, elapsedNs: 120e6 },
    },
    {
      ...slice,
      windowNs: 300e6,
      messages: 6000,
      server: { cpuNs: 180e6, messages: 6800, elapsedNs: 360e6 },
      client: { cpuNs: 120e6, elapsedNs: 360e6 },
    },
  ];
  expect(metricsOf({ ...measurement, slices, contextSwitches: { voluntary: 3000, involuntary: 1000 } })).toEqual({
    messagesPerSecond: 17_500, // not the mean of 10,000 and 20,000
    cpuNsPerMessage: 30_000, // by the server's own count, ramps included
    serverUtilization: 0.5,
    clientUtilization: 0.3125,
    contextSwitchesPerMessage: 0.5,
  });
});

test('a synthetic measurement has the speed it was asked for', () => {
  const { messagesPerSecond, cpuNsPerMessage } = metricsOf(measurement);
  expect(messagesPerSecond / 50_000).toBeCloseTo(1, 1);
  expect(cpuNsPerMessage / 15_000).toBeCloseTo(1, 1);
});
