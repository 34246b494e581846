/** The sentence of `connections`: what was not measured is said. */
import { expect, test } from 'vitest';
import { syntheticResult, syntheticRow } from '../../test/synthetic.ts';
import type { ExperimentAnalysis } from '../analysis/analysis.ts';
import type { Cell } from '../result/trial.ts';
import { connectionsExperiment } from './connections.ts';

const cell = syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell;

function finding(groups: Readonly<Record<string, readonly string[]>>): string {
  const analysis: ExperimentAnalysis = {
    ...{ name: 'connections', title: 'Made up', question: 'Is it?', factor: 'model', baseline: 'event-loop' },
    ...{ primaryMetric: 'messagesPerSecond', metrics: ['messagesPerSecond'], summary: 'last', unfit: false },
    ...{ crossovers: [], margin: 0.1 },
    groups: Object.entries(groups).map(([label, models]) => ({
      ...{ id: label, label, ranking: [] },
      rows: models.map((model) => syntheticRow({ ...cell, model, arm: model }, null)),
    })),
  };
  return connectionsExperiment.finding(analysis);
}

const both = ['event-loop', 'thread-per-connection', 'process-per-connection'];

test('models that larger groups do not have are named, with the reason', () => {
  expect(finding({ '64 connections': both, '512 connections': ['event-loop'] })).toContain(
    ' Left out at 512 connections: thread-per-connection, process-per-connection (a worker for each connection takes',
  );
});

test('nothing is said where all groups have them', () => {
  expect(finding({ '64 connections': both, '512 connections': both })).not.toContain('Left out');
});
