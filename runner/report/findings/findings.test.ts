/** The sentences that answer the experiments' questions, from runs with chosen figures. */
import { describe, expect, test } from 'vitest';

import { models } from '../../../test/made-up-charts.ts';
import { madeUpContrast, madeUpRow } from '../../../test/made-up-row.ts';
import { madeUpRun, suiteRun } from '../../../test/made-up-run.ts';
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import type { ExperimentName } from '../../experiments/index.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Contrast } from '../../statistics/verdict.ts';
import { findingOf } from './index.ts';

const unvouched = /^The controls do not vouch for this run, so it gives no verdicts\. /;

function only(analysed: readonly ExperimentAnalysis[]): ExperimentAnalysis {
  const [experiment] = analysed;
  if (experiment === undefined) throw new Error('no experiment');
  return experiment;
}

function suite(name: ExperimentName, options: Parameters<typeof suiteRun>[1] = {}): ExperimentAnalysis {
  return only(suiteRun([name], options).analysis.experiments);
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

interface Found extends Partial<Pick<Contrast, 'verdict' | 'withinMargin'>> {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** What was found of arms in the primary metric; null: measured and not compared. */
type Findings = Readonly<Record<string, Found | null>>;

/** The experiment with one group, `here`, of its baseline and of these arms. */
function withFindings(experiment: ExperimentAnalysis, arms: Findings, figures: Readonly<Record<string, number>>) {
  const [group] = experiment.groups;
  if (group === undefined) throw new Error('no group');
  const primary = experiment.shown[0].name;
  const estimates = new Map(Object.entries(figures).map(([name, value]) => [name, figure(value)]));
  const rows = group.rows.flatMap(({ cell }): Row[] => {
    const found = arms[cell.arm];
    if (found === undefined && cell.role !== 'baseline') return [];
    const { value = 1, interval: [low, high] = [1, 1], ...more } = found ?? {};
    const contrast = { ...madeUpContrast(value, { low, high }), ...more };
    return [
      madeUpRow(cell, {
        figures: estimates,
        declared: found !== null && found !== undefined,
        contrasts: new Map(found === null || found === undefined ? [] : [[primary, contrast]]),
      }),
    ];
  });
  const here: GroupAnalysis = { ...group, label: 'here', rows, ranking: [Object.keys(arms)] };
  return { ...experiment, unfit: false, groups: [here] };
}

describe('an experiment that nobody wrote a sentence for', () => {
  test('has one all the same, in the words of its factor and its metrics', () => {
    const experiment = { ...models, factor: { title: 'Fibre', plural: 'fibres' } };
    const analysis = only(madeUpRun([experiment]).analysis.experiments);
    expect(findingOf(analysis)).toMatch(
      /^64 connections: fibre event-loop with throughput \S+ k\/s \(\S+\) and server processor time per message \S+ µs \(\S+\); slower by less than 10 %: thread-pool-handoff ×0\.93 \(\S+\); faster by more than 10 %: process-pool-handoff ×1\.\d\d \(\S+\)\.$/,
    );
    expect(findingOf({ ...analysis, name: 'constructor' })).toBe(findingOf(analysis));
  });

  test('says what was found of claims, where it has no baseline', () => {
    const claimed = withFindings(
      only(madeUpRun([models], { rounds: 1 }).analysis.experiments),
      { 'thread-pool-handoff': { value: 0.5, interval: [0.4, 0.6], verdict: 'lower' } },
      { messagesPerSecond: 40_000 },
    );
    const groups = claimed.groups.map((group) => ({ ...group, rows: group.rows.slice(1) }));
    expect(findingOf({ ...claimed, baseline: null, groups })).toBe(
      'here: throughput: thread-pool-handoff 40.0 k/s (36.0–44.0); compared with what was claimed, slower: thread-pool-handoff ×0.50 (0.40–0.60).',
    );
  });

  test('gives no verdict where the controls failed, and none without a baseline', () => {
    const unfit = findingOf(only(madeUpRun([models], { unfit: true }).analysis.experiments));
    expect(unfit).toMatch(unvouched);
    expect(unfit).not.toMatch(/slower|faster|equivalent/);
    const arms = models.arms.map((arm) => (arm.name === 'event-loop' ? { ...arm, error: 'no' } : arm));
    expect(findingOf(only(madeUpRun([{ ...models, arms }]).analysis.experiments))).toContain(
      '64 connections: the baseline has no figure, so nothing can be compared.',
    );
  });
});

describe('what a connection costs', () => {
  const analysis = suite('churn', { rounds: 1 });
  const figures = { cpuNsPerConnection: 12_000 };

  test("each design with its number in Stevens' table, and the price beyond the second reference", () => {
    const found = withFindings(
      analysis,
      {
        'process-per-connection': { value: 2.3e6, interval: [2.1e6, 2.5e6], verdict: 'higher' },
        'event-loop': { value: -4000, interval: [-5000, -3000], verdict: 'lower' },
      },
      figures,
    );
    const groups = found.groups.map((group) => ({
      ...group,
      rows: group.rows.map((row) =>
        row.cell.arm === 'process-per-connection'
          ? { ...row, secondDifferences: new Map([['cpuNsPerConnection', figure(2.4e6)]]) }
          : row,
      ),
    }));
    expect(findingOf({ ...found, groups })).toBe(
      'A connection with one exchange costs iterative 12.0 µs (10.8–13.2) of processor time; ' +
        'the price of control, beyond iterative, which sleeps for each connection, and beyond event-loop, which does not: ' +
        'event-loop −4.00 µs (−5.00 to −3.00); ' +
        'process-per-connection (UNP 1) +2.30 ms (+2.10 to +2.50) and +2.40 ms (+2.16 to +2.64).',
    );
  });

  test('a price that could be nothing is said to be no detectable difference', () => {
    const nothing = { value: 10, interval: [-500, 600], verdict: 'inconclusive' } as const;
    const found = withFindings(analysis, { 'thread-pool-handoff': nothing }, figures);
    expect(findingOf(found)).toContain('thread-pool-handoff (UNP 8) +10 ns (−500 to +600), no detectable difference.');
    expect(findingOf({ ...found, unfit: true })).toMatch(unvouched);
    expect(findingOf({ ...found, unfit: true })).not.toContain('no detectable');
  });
});

test('start-up: ready, first echo and memory of the baseline, and how the others compare', () => {
  expect(findingOf(suite('startup'))).toMatch(
    /^event-loop is ready after \S+ ms \(\S+\), has echoed after \S+ ms \(\S+\) and has \S+ MiB \(\S+\) of its own at rest; equivalent within 10 %: thread-pool-handoff ×/,
  );
});

test('idle connections: what the baseline takes for each, and those that take least and most', () => {
  const bytes: Readonly<Record<string, number>> = {
    'event-loop': 9000,
    'epoll-loop': 4000,
    'thread-pool-handoff': 90_000,
  };
  const sentence = findingOf(
    suite('idle', { values: ({ arm }) => ({ bytesPerIdleConnection: bytes[arm] ?? 20_000 }) }),
  );
  expect(sentence).toMatch(
    /^event-loop takes 8\.\d\d KiB \(\S+\) for each of 1000 idle connections and uses at most \S+ % of a processor; at the least, epoll-loop takes 3\.\d\d KiB .*; at the most, thread-pool-handoff takes 8\d\.\d KiB /,
  );
});

test('readiness: what a message costs beside few and beside many idle connections', () => {
  expect(findingOf(suite('readiness'))).toMatch(
    /^event-loop takes \S+ µs \(\S+\) of processor time per message at 0 idle connections and \S+ µs \(\S+\) at 900 idle connections; compared with it, select-loop ×\S+ \(\S+\), costs more( by (less|more) than 10 %)?, at 0 idle connections and ×/,
  );
});

describe('connections: models that larger groups do not have', () => {
  const analysis = suite('connections', { rounds: 1 });

  test('are named, with the reason, and those that cannot hold so many', () => {
    expect(findingOf(analysis)).toContain(
      ' Left out at 512 connections: thread-per-connection, process-per-connection (a worker for each connection takes',
    );
    expect(findingOf(analysis)).toContain(
      ' Not measured at 64 connections, 512 connections: iterative (it serves one connection at a time',
    );
  });

  test('are not spoken of where all groups have the same', () => {
    expect(findingOf({ ...analysis, groups: analysis.groups.slice(0, 2) })).not.toContain('Left out');
  });
});

describe('what finding the end of a message costs', () => {
  const arms: Findings = {
    fixed: { value: 0.98, interval: [0.96, 1.01], verdict: 'equivalent' },
    slip: { value: 3.1, interval: [2.9, 3.3], verdict: 'higher' },
    'length-u32': null,
    'until-close': null,
  };
  const analysis = suite('framing', { rounds: 1 });
  const found = withFindings(analysis, arms, { cpuNsPerMessage: 12_000 });

  test('is said with the extremes and their intervals, and with what is no comparison', () => {
    expect(findingOf(found)).toBe(
      'A message whose end has to be found costs the server ' +
        'between ×0.98 (0.96–1.01) (fixed; here) and ×3.10 (2.90–3.30) (slip; here) of the processor time that ' +
        'the same bytes take as a stream without messages (raw: 12.0 µs (10.8–13.2) at here). ' +
        'Shown and not compared: length-u32, until-close (its figure holds a connection for each message).',
    );
  });

  test('is no stream’s where the baseline is a framing, as in a run that only reads some', () => {
    const groups = found.groups.map((group) => ({
      ...group,
      rows: group.rows.map((row) => ({
        ...row,
        cell: { ...row.cell, setup: { ...row.cell.setup, framing: 'fixed' } },
      })),
    }));
    expect(findingOf({ ...found, groups })).toMatch(
      /^With another framing a message costs the server between .* of the processor time that it takes with raw \(raw: 12\.0 µs /,
    );
  });

  test('gives no verdict where the controls failed, and none without a comparison', () => {
    expect(findingOf({ ...found, unfit: true })).toMatch(unvouched);
    expect(findingOf({ ...found, unfit: true })).not.toMatch(/equivalent|costs more/);
    expect(findingOf(withFindings(analysis, { slip: null }, {}))).toMatch(/nothing can be compared/);
  });
});

describe('whether the recommended receive buffer is enough:', () => {
  const analysis = suite('chunk', { rounds: 1 });
  const finding = (
    value: number,
    verdict: Contrast['verdict'],
    more: Partial<Pick<Contrast, 'withinMargin'>> = {},
    unfit = false,
  ) => {
    const arms: Findings = {
      '256 B': { value: 5, interval: [4.9, 5.1], verdict: 'higher' },
      '65536 B': { value, interval: [0.98 * value, 1.02 * value], verdict, ...more },
    };
    const found = withFindings(analysis, arms, { cpuNsPerMessage: 12_000, systemCallsPerMegabyte: 137 });
    const groups = found.groups.map((group) => ({ ...group, ranking: [['65536 B']] }));
    return findingOf({ ...found, groups, unfit });
  };

  test('not where a larger one costs less', () => {
    expect(finding(0.7, 'lower')).toBe(
      'A receive buffer larger than the recommended 4096 or 8192 bytes costs less. ' +
        'With 8192 B, here takes 12.0 µs (10.8–13.2) of processor time per message of 65,536 B, 137 (123–151) recv and send calls per MB; ' +
        'least: 65536 B ×0.70 (0.69–0.71); most: 256 B ×5.00 (4.90–5.10), 137 (123–151) recv and send calls per MB.',
    );
  });

  test('by less than the margin, where that is all that it saves', () => {
    expect(finding(0.96, 'lower', { withinMargin: true })).toMatch(
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
    const unfit = finding(0.7, 'withheld', {}, true);
    expect(unfit).toMatch(/^The controls do not vouch for this run.*most: 256 B ×5\.00/);
    expect(unfit).not.toContain('larger than');
  });
});

describe('what the advice to look into pipes or shared memory is worth', () => {
  const analysis = suite('ipc');
  const arms: Findings = {
    'unix-socket': { value: 0.8, interval: [0.78, 0.82], verdict: 'lower' },
    pipe: { value: 0.9, interval: [0.88, 0.92], verdict: 'lower' },
    'pipe-blocking': { value: 0.5, interval: [0.48, 0.52], verdict: 'lower' },
    'shm-ring-spin': { value: 0.1, interval: [0.09, 0.11], verdict: 'lower' },
  };
  const found = withFindings(analysis, arms, { roundTripNs: 20_000, cpuNsPerMessage: 9000 });

  test('is said in numbers: each beside the sockets, at what processor time, the soonest, and the kernel alone', () => {
    expect(findingOf(found)).toBe(
      'That pipes or shared memory are faster than tcp-loopback holds here for each of them. ' +
        'A round trip over tcp-loopback takes 20.0 µs (18.0–22.0) with 9.00 µs (8.10–9.90) of processor time; ' +
        'over pipes: pipe ×0.90 (0.88–0.92) with 9.00 µs (8.10–9.90) of processor time, ' +
        'pipe-blocking ×0.50 (0.48–0.52) with 9.00 µs (8.10–9.90) of processor time; ' +
        'over shared memory: shm-ring-spin ×0.10 (0.09–0.11) with 9.00 µs (8.10–9.90) of processor time; ' +
        'over another socket: unix-socket ×0.80 (0.78–0.82) with 9.00 µs (8.10–9.90) of processor time. ' +
        'The shortest of all is tcp-loopback 20.0 µs (18.0–22.0) with 9.00 µs (8.10–9.90) of processor time. ' +
        'Without and with what Node’s streams add to the kernel: ' +
        'pipe-blocking 20.0 µs (18.0–22.0) and pipe 20.0 µs (18.0–22.0).',
    );
  });

  test('holds for some, for none, or for nobody knows whom', () => {
    const slower = { ...arms, pipe: { value: 1.2, interval: [1.1, 1.3], verdict: 'higher' } } as const;
    const figures = { roundTripNs: 20_000 };
    expect(findingOf(withFindings(analysis, slower, figures))).toContain(
      'holds here for shm-ring-spin, pipe-blocking, and is not seen of pipe. ',
    );
    expect(findingOf(withFindings(analysis, { pipe: slower.pipe }, figures))).toContain(
      'pipe is not seen to be faster than tcp-loopback here. ',
    );
    expect(findingOf({ ...found, unfit: true })).toMatch(unvouched);
    expect(findingOf({ ...found, unfit: true })).not.toContain('holds here');
    expect(findingOf(withFindings(analysis, {}, {}))).toMatch(/nothing can be compared/);
  });

  test('names who is soonest without spinning, where spinning is soonest of all', () => {
    expect(findingOf(suite('ipc', { values: ({ arm }) => ({ speed: arm === 'shm-ring-spin' ? 50 : 1 }) }))).toMatch(
      /The shortest of all is shm-ring-spin [^;]*; of those that sleep while they wait, [a-z-]+ [^;]* of processor time\. /,
    );
  });
});

describe('channels as streams: what carries most at each size, and from where on transferring pays', () => {
  const finding = (factors: readonly [number, number, number], unfit = false) => {
    const speeds = new Map(['64 B', '64 KiB', '1 MiB'].map((label, at) => [`ipc-stream/${label}`, factors[at] ?? 1]));
    const analysis = suite('ipc-stream', {
      values: ({ arm, group }) => ({ speed: arm === 'message-port-transfer' ? (speeds.get(group) ?? 1) : 1 }),
    });
    return findingOf({ ...analysis, unfit });
  };

  test('from the size on from which all larger ones are ahead', () => {
    expect(finding([2, 0.5, 2])).toMatch(
      /^Most payload per second is carried at 64 B: message-port-transfer \S+ MB\/s \(\S+\); 64 KiB: [a-z-]+ \S+ GB\/s \(\S+\); 1 MiB: message-port-transfer .*\. Transferring pays beside cloning from 1 MiB on: at 1 MiB, message-port-transfer \S+ GB\/s \(\S+\) and message-port \S+ GB\/s \(\S+\)\.$/,
    );
    expect(finding([2, 2, 2])).toContain('pays beside cloning from 64 B, the smallest size, on: ');
    expect(finding([2, 2, 0.5])).toContain('is not seen to pay beside cloning up to 1 MiB: ');
  });

  test('gives no verdict where the controls failed', () => {
    expect(finding([2, 2, 2], true)).toMatch(unvouched);
    expect(finding([2, 2, 2], true)).not.toContain('pays');
  });
});

test('objects and pairs of processors: the best and the worst of each group', () => {
  expect(findingOf(suite('ipc-objects'))).toMatch(
    /^Round trip, median, from best to worst: record of ten fields \S+ µs \(\S+\) by message-port to \S+ µs \(\S+\) by unix-socket, JSON; 1,000 numbers /,
  );
  expect(findingOf(suite('placement'))).toMatch(
    /^Round trip, median, from best to worst: shm-ring-spin \S+ µs \(\S+\) by 0 → 1 to \S+ µs \(\S+\) by 0 → 0; shm-ring-block /,
  );
});

test('a finding of another path than usual says so: quoted alone it would read as one of loopback', () => {
  const [experiment] = madeUpRun([models]).analysis.experiments;
  if (experiment === undefined) throw new Error('no experiment');
  expect(findingOf({ ...experiment, over: 'veth' })).toBe(`Over veth: ${findingOf(experiment)}`);
});
