/** What a reader is told first of a run: whether it may be cited, and what matters for its numbers. */
import { describe, expect, test } from 'vitest';
import { changed, compute, everyModel, models } from '../../../test/made-up-charts.ts';
import { analysed, cutOff, madeUpResult } from '../../../test/made-up-result.ts';
import { madeUpRun, suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import type { ResultFile } from '../../result/result.ts';
import { summaryOf } from './summary.ts';

const three = madeUpRun([models]);
const of = ({ result, analysis }: MadeUpRun) => summaryOf(result, analysis);
const withEnvironment = (changes: Partial<ResultFile['environment']>) =>
  of({ ...three, result: { ...three.result, environment: { ...three.result.environment, ...changes } } });
const labelledRun = (labels: Readonly<Record<string, number>>, arm = 'thread-pool-handoff') =>
  madeUpRun([{ ...models, arms: models.arms.map((one) => (one.name === arm ? { ...one, labels } : one)) }]);

describe('a run is fit to cite', () => {
  test('when its controls hold, which are told in numbers with what the figures lack', () => {
    const { fit, title, reason } = of(three).badge;
    expect([fit, title]).toEqual([true, 'fit to cite']);
    expect(reason).toMatch(
      /^identical cells agree within \d(\.\d)? % in throughput and \d(\.\d)? % in server processor time per message \(99 % intervals\); a known slowdown of \+9\.9 % was found as \+\S+ % \(\S+ to \S+\); 0 of 56 trials disturbed; 6 figures, none “at least” or withheld\.$/,
    );
  });

  test('not when the controls failed, nobody ended it, or nothing was completed', () => {
    const badgeOf = (run: MadeUpRun) => of(run).badge;
    expect(badgeOf(madeUpRun([models], { unfit: true }))).toMatchObject({
      fit: false,
      title: 'not fit to cite',
      reason: expect.stringMatching(/^the controls failed: identical cells differ in throughput/),
    });
    const interrupted = { ...three, result: { ...three.result, finishedAt: null } };
    expect(badgeOf(interrupted).reason).toMatch(/^the run was interrupted: go on with --resume; 6 figures/);
    const part = cutOff(three.result, -10);
    expect(badgeOf({ result: part, analysis: analysed(part) }).fit).toBe(false);
    const failed = madeUpRun([{ ...models, arms: models.arms.map((arm) => ({ ...arm, error: 'no' })) }]);
    expect(badgeOf(failed)).toMatchObject({
      fit: false,
      reason: expect.stringContaining('not one trial was completed'),
    });
  });

  test('not when most of its trials were disturbed', () => {
    const disturbed = (names: readonly string[]) => {
      const labels = { 'disturbed-steal': 8 };
      const arms = models.arms.map((arm) => (names.includes(arm.name) ? { ...arm, labels } : arm));
      return of(madeUpRun([{ ...models, arms }])).badge;
    };
    // Of 56 trials 32 are of the question, those of the baseline's twin included, and each of their blocks was measured three times.
    expect(disturbed(['thread-pool-handoff'])).toMatchObject({
      fit: true,
      reason: expect.stringContaining('; 24 of 120 trials disturbed, 64 set aside;'),
    });
    expect(disturbed(['thread-pool-handoff', 'process-pool-handoff'])).toMatchObject({
      fit: false,
      reason: expect.stringMatching(/^16 of 24 rounds were disturbed;/),
    });
  });

  test('also when the known slowdown was missed, which is the first caveat', () => {
    const { slowdown } = three.analysis.controls;
    const controls = { ...three.analysis.controls, slowdown: slowdown && { ...slowdown, ok: false } };
    const { badge, caveats } = of({ ...three, analysis: { ...three.analysis, controls } });
    expect(badge).toMatchObject({ fit: true, reason: expect.stringContaining(', which misses it;') });
    expect(caveats[0]).toMatch(/^The known slowdown was not found as it was put in, /);
  });
});

test('the badge tells how far identical cells are apart in what is compared besides, and that they differ where they do', () => {
  const reason = (twin: number) => {
    const values = ({ role }: { readonly role: string }) => (role === 'twin' ? { speed: twin } : {});
    const result = madeUpResult({ experiments: ['ipc-stream'], values });
    return of({ result, analysis: analysed(result) }).badge.reason;
  };
  expect(reason(1)).toMatch(
    / \(99 % intervals\) and, in what is compared besides, within \S+ % in payload per second; /,
  );
  const { result, analysis } = suiteRun(['ipc-stream']);
  const identicalBesides = analysis.controls.identicalBesides.map((one) => ({
    ...one,
    value: 1.1,
    interval: { low: 1.05, high: 1.2 },
  }));
  const apart = of({ result, analysis: { ...analysis, controls: { ...analysis.controls, identicalBesides } } });
  expect(apart.badge.fit).toBe(true);
  expect(apart.badge.reason).toContain('besides, not: +10.0 % (+5.0 to +20.0) in payload per second; ');
  expect(of(three).badge.reason).not.toContain('besides');
});

test('the badge tells metrics of several kinds of trials apart', () => {
  expect(of(suiteRun(['models', 'ipc'])).badge.reason).toMatch(
    /^identical cells agree within \S+ % in throughput and .* of server trials, within \S+ % in round trip \(median\) .* of channel trials \(99 % intervals\); /,
  );
});

test('each question has its answer, and signs in them are explained', () => {
  const { answers, signs } = of(madeUpRun([models, compute]));
  expect(answers.map(({ experiment, title }) => [experiment, title])).toEqual([
    ['models', 'Concurrency models'],
    ['compute', 'Computation per request'],
  ]);
  expect(answers[0]?.sentence).toMatch(
    /^Best in throughput: process-pool-handoff ×1\.\d\d \(\S+\), compared with event-loop, /,
  );
  expect(signs).toEqual(['‡: labelled, as its section explains.']);
  expect(of(three).signs).toEqual([]);
  expect(of(labelledRun({ 'client-limited': 8 })).signs).toEqual([expect.stringMatching(/^≥, ≤, †: bounds/)]);
});

describe('caveats', () => {
  test('are five at most, and those of the conditions are not pushed out by the evidence', () => {
    const worst = madeUpRun([
      { ...models, arms: everyModel.map((arm) => ({ ...arm, labels: { 'not-steady': 12, 'cold-workers': 12 } })) },
    ]);
    const { caveats } = of(worst);
    expect(caveats).toHaveLength(5);
    expect(caveats[0]).toBe(
      'Not measured: 2 of 18 rows, iterative and process-per-connection (their sections tell why).',
    );
    expect(caveats[3]).toBe(
      'A virtual machine (kvm) with 2 shared processors: ratios travel better than single figures.',
    );
    expect(caveats[4]).toMatch(/^Equal budget: /);
    for (const caveat of caveats) expect(caveat).toMatch(/^\S.*[^.]\.$/);
  });

  test('name what carries a label, and what the label means', () => {
    expect(of(labelledRun({ 'not-steady': 8 })).caveats[0]).toBe(
      'Not steady (‡) in 1 of 3 rows, thread-pool-handoff: the second half of the measured time was more than 10 % faster or slower than the first.',
    );
    expect(of(labelledRun({ 'not-steady': 3 })).caveats.join()).not.toContain('Not steady');
    expect(of(labelledRun({ 'client-limited': 8 })).caveats[0]).toBe(
      'The load generator was saturated and the server may be faster for thread-pool-handoff: read “at least”.',
    );
    expect(of(labelledRun({ 'client-limited': 8 }, 'event-loop')).caveats[0]).toMatch(
      /for event-loop: read “at least”, and ratios to such a baseline as “at most”\.$/,
    );
  });

  test('tell of figures that were withheld, and of comparisons without a result', () => {
    const withheld = changed(three, (row) => {
      const figures = new Map([...row.figures].filter(([name]) => name !== 'cpuNsPerMessage'));
      return {
        ...row,
        figures,
        withheld: new Map([['cpuNsPerMessage', 'the smallest trial had 3 of the 9 it takes']]),
      };
    });
    expect(of(withheld).caveats[0]).toBe(
      'Server processor time per message omitted in 3 places: the smallest trial had 3 of the 9 it takes.',
    );
    const severalReasons = changed(withheld, (row) =>
      row.cell.role === 'baseline'
        ? { ...row, gaps: new Map([['cpuNsPerMessage', 'too few samples']]) }
        : { ...row, gaps: new Map([['cpuNsPerMessage', 'no counters']]) },
    );
    expect(of(severalReasons).caveats[0]).toBe(
      'Server processor time per message omitted in 3 places: too few samples in 1 and no counters in 2.',
    );
    const open = changed(three, (row) => {
      const contrast = row.contrasts.get('messagesPerSecond');
      if (contrast === undefined || row.cell.arm !== 'thread-pool-handoff') return row;
      return { ...row, contrasts: new Map([['messagesPerSecond', { ...contrast, verdict: 'inconclusive' as const }]]) };
    });
    expect(of(open).caveats[0]).toBe(
      '1 of 2 comparisons found no detectable difference, which proves no equality: their intervals reach beyond the margin.',
    );
  });

  test('tell of programs and of a work tree that nobody else has', () => {
    const { runtime, programs } = three.result.environment;
    expect(of(three).caveats.join()).not.toMatch(/work tree|pins|niceness|--node/);
    const given = {
      passed: [],
      given: {},
      withheld: [],
      preloaded: ['a.so'],
      niceness: 10,
      compileCache: 'kept',
    } as const;
    const { caveats } = withEnvironment({
      commit: 'ab12-dirty',
      runtime: { ...runtime, pinned: false, added: ['--jitless'] },
      programs: { ...programs, ...given },
    });
    expect(caveats.slice(0, 3)).toEqual([
      'The work tree had changes that no commit holds, so that nobody else can repeat this run.',
      expect.stringMatching(/^Node \S+ is not the runtime that this project pins\.$/),
      'The script that --node named added --jitless: figures may depend on it.',
    ]);
  });

  test('say of several processor regimes in which question each is, and that answers may differ for it', () => {
    const { caveats } = of(madeUpRun([models, compute]));
    expect(caveats).toContain(
      'Equal budget (Concurrency models): a server has one processor for all its threads and processes; whole machine (Computation per request): a server may use every processor; so answers about one arm may differ.',
    );
    expect(caveats.join('\n')).toMatch(
      /^Depends on the client \(‡\) in \d of \d+ ratios \(Computation per request\).*: on the whole machine the load client used more than a tenth of the processors\.$/m,
    );
  });

  test('of conditions are those that the run had', () => {
    expect(withEnvironment({ virtualization: null }).caveats.join()).not.toContain('virtual machine');
    expect(of(suiteRun(['ipc'])).caveats).toContain(
      'Spinning channels: one that spins buys its short round trip with a whole processor at each end.',
    );
    expect(of(suiteRun(['ipc'])).caveats.join()).not.toContain('loopback');
    expect(of(madeUpRun([compute])).caveats.join('\n')).toMatch(
      /Computation per request: the client used [\d.]+–\d+ % of the machine's processors, so that another client/,
    );
  });
});

test('a precision that was not reached is a caveat, one that was is none; an unknown commit is no change of the work tree', () => {
  const asked = (share: number) => {
    const precision = { asked: share, coverage: 0.97, looks: [8, 10, 16], pilot: null, expected: [] };
    return of({ ...three, result: { ...three.result, plan: { ...three.result.plan, precision } } }).caveats.join('\n');
  };
  expect(asked(0.001)).toMatch(
    /The precision that was asked for, ±0\.1 %, was not reached in 8 rounds: the widest half-width is models ±\d/,
  );
  expect(asked(0.9)).not.toContain('precision');
  expect(withEnvironment({ commit: null }).caveats.join()).toContain('Which commit was measured is unknown');
  expect(withEnvironment({ commit: null }).caveats.join()).not.toContain('work tree');
});
