/** Findings of experiments that compare something else than models, from analyses with chosen figures. */
import { describe, expect, test } from 'vitest';
import { syntheticResult, syntheticRow } from '../../../test/synthetic.ts';
import type { Contrast, Estimate, ExperimentAnalysis, Row } from '../../analysis/analysis.ts';
import type { Cell } from '../../result/trial.ts';
import { chunkExperiment } from '../../experiments/chunk.ts';
import { framingExperiment } from '../../experiments/framing.ts';

const describeBuffers = (analysis: ExperimentAnalysis) => chunkExperiment.finding(analysis);
const describeFramings = (analysis: ExperimentAnalysis) => framingExperiment.finding(analysis);

const cell = syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell;

interface Arm {
  readonly changes: Partial<Cell>;
  /** Absent: not declared. */
  readonly contrast?: Pick<Contrast, 'value' | 'interval' | 'verdict'> & { readonly withinMargin?: boolean };
}

function rowOf({ changes, contrast }: Arm): Row {
  const row = syntheticRow({ ...cell, ...changes }, contrast ?? null);
  const whole = row.contrast?.messagesPerSecond;
  const judged = contrast && whole && { ...whole, withinMargin: false, ...contrast };
  return {
    ...row,
    declared: contrast !== undefined,
    cpuNsPerMessage: figure(12_000),
    messagesPerSecond: figure(8000),
    systemCallsPerMegabyte: changes.receiveBufferBytes === undefined ? null : figure(137),
    contrast: judged ? { cpuNsPerMessage: judged, messagesPerSecond: judged } : null,
  };
}

function figure(value: number): Estimate {
  return {
    value,
    interval: { low: 0.9 * value, high: 1.1 * value },
    coverage: 0.96,
    n: 8,
    values: [value],
    note: null,
  };
}

function analysisOf(
  arms: readonly Arm[],
  changes: Pick<ExperimentAnalysis, 'factor' | 'baseline' | 'primaryMetric'> & { readonly unfit?: boolean },
): ExperimentAnalysis {
  const rows = arms.map(rowOf);
  return {
    ...{ name: 'made-up', title: 'Made up', question: 'Is it?', metrics: [changes.primaryMetric], summary: 'last' },
    ...{ groups: [{ id: 'made-up/here', label: 'here', rows, ranking: [['65536 B']] }], crossovers: [], margin: 0.1 },
    unfit: false,
    ...changes,
  };
}

describe('what finding the end of a message costs', () => {
  const named = (framing: string, role: Cell['role'] = 'arm') => ({ arm: framing, framing, role });
  const arms: readonly Arm[] = [
    { changes: named('raw', 'baseline') },
    { changes: named('fixed'), contrast: { value: 0.98, interval: { low: 0.96, high: 1.01 }, verdict: 'equivalent' } },
    { changes: named('slip'), contrast: { value: 3.1, interval: { low: 2.9, high: 3.3 }, verdict: 'higher' } },
    { changes: named('length-u32') },
    { changes: named('until-close') },
  ];
  const like = { factor: 'framing', baseline: 'raw', primaryMetric: 'cpuNsPerMessage' } as const;

  test('is said with the extremes and their intervals, and with what is no comparison', () => {
    expect(describeFramings(analysisOf(arms, like))).toBe(
      'A message whose end has to be found costs the server ' +
        'between ×0.98 (0.96–1.01) (fixed; here) and ×3.10 (2.90–3.30) (slip; here) of the processor time that ' +
        'the same bytes take as a stream without messages (raw: 12.0 µs (10.8–13.2) at here). ' +
        'Shown and not compared: length-u32, until-close (its figure holds a connection for each message).',
    );
  });

  test('gives no verdict where the controls failed, and none without a comparison', () => {
    const unfit = describeFramings(analysisOf(arms, { ...like, unfit: true }));
    expect(unfit).toMatch(/^The controls do not vouch for this run/);
    expect(unfit).not.toMatch(/equivalent|costs more/);
    expect(describeFramings(analysisOf([...arms.slice(0, 1), ...arms.slice(3)], like))).toMatch(
      /nothing can be compared/,
    );
  });
});

describe('whether the recommended receive buffer is enough:', () => {
  const sized = (bytes: number, role: Cell['role'] = 'arm') => {
    return { arm: `${bytes} B`, receiveBufferBytes: bytes, role, model: 'epoll-loop' };
  };
  const like = { factor: 'receiveBuffer', baseline: '8192 B', primaryMetric: 'cpuNsPerMessage' } as const;
  const finding = (value: number, verdict: Contrast['verdict'], unfit = false, withinMargin = false) =>
    describeBuffers(
      analysisOf(
        [
          { changes: sized(256), contrast: { value: 5, interval: { low: 4.9, high: 5.1 }, verdict: 'higher' } },
          { changes: sized(8192, 'baseline') },
          {
            changes: sized(65_536),
            contrast: { value, interval: { low: 0.98 * value, high: 1.02 * value }, verdict, withinMargin },
          },
        ],
        { ...like, unfit },
      ),
    );

  test('not where a larger one costs less', () => {
    expect(finding(0.7, 'lower')).toBe(
      'A receive buffer larger than the recommended 4096 or 8192 bytes costs less. ' +
        'With 8192 B, here takes 12.0 µs (10.8–13.2) of processor time per message of 64 B, 137 (123–151) recv and send calls per MB; ' +
        'least: 65536 B ×0.70 (0.69–0.71); most: 256 B ×5.00 (4.90–5.10), 137 (123–151) recv and send calls per MB.',
    );
  });

  test('by less than the margin, where that is all that it saves', () => {
    expect(finding(0.96, 'lower', false, true)).toMatch(
      /^A receive buffer larger than the recommended 4096 or 8192 bytes costs less, by less than 10 %\. /,
    );
  });

  test.each([
    [1.01, 'equivalent', /^No receive buffer larger than the recommended 4096 or 8192 bytes costs less/],
    [0.95, 'inconclusive', /^Whether the recommended 4096 or 8192 bytes are enough is left open/],
  ] as const)('×%f and %s', (value, verdict, sentence) => {
    expect(finding(value, verdict)).toMatch(sentence);
  });

  test('no verdict where the controls failed', () => {
    const unfit = finding(0.7, 'withheld', true);
    expect(unfit).toMatch(/^The controls do not vouch for this run.*most: 256 B ×5\.00/);
    expect(unfit).not.toContain('larger than');
  });
});
