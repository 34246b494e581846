/** Citations: what stands in them, and what is refused with something in its place. */
import { describe, expect, test } from 'vitest';
import { cutOff, noNoise } from '../../../test/made-up-result.ts';
import {
  baseline,
  madeUpRun,
  suiteRun,
  type MadeUpArm,
  type MadeUpRun,
  type RunOptions,
} from '../../../test/made-up-run.ts';
import { orders } from '../../../test/made-up-orders.ts';
import type { ResultFile } from '../../result/result.ts';
import { summaryOf } from '../summary/summary.ts';
import { citationOf, citeContext, type Citation } from './citation.ts';

/** Of one experiment `made`, whose only group is `64 connections`. */
function runOf(arms: readonly MadeUpArm[], options: RunOptions = {}): MadeUpRun {
  const made = { name: 'made', arms: [{ name: baseline, speed: 1 }, ...arms], groups: [{ label: '64 connections' }] };
  return madeUpRun([made], options);
}

function citation({ result, analysis }: MadeUpRun, id: string, changes: Partial<ResultFile> = {}): Citation {
  const context = citeContext({ ...result, ...changes }, analysis);
  const statement = context.statements.find((one) => one.id === id);
  if (statement === undefined)
    throw new Error(`${id} is none of ${context.statements.map((one) => one.id).join(', ')}`);
  return citationOf(statement, context);
}

function claim(run: MadeUpRun, id: string): string {
  const cited = citation(run, id);
  return cited.ok ? cited.claim : `refused: ${cited.why}`;
}

const pool = 'thread-pool-handoff';
const poolId = `made/64-connections/${pool}/throughput`;
const three = runOf([{ name: pool, speed: 0.7 }]);

describe('a citation of a figure', () => {
  const cited = citation(three, poolId);
  if (!cited.ok) throw new Error(cited.why);

  test('is a claim with its uncertainty, its conditions, its machine and how to repeat it', () => {
    expect(cited.text).toMatchInlineSnapshot(
      `"Model thread-pool-handoff (64 connections): throughput 55.5 k/s (95 % interval 52.9–58.6; n = 8 rounds), ×0.70 (simultaneous 95 % interval 0.69–0.71) that of event-loop: slower by more than 10 %. Conditions: 64 connections, closed loop with 1 request in flight on each, 64 B payload, framing length-u32, service echo, loopback, equal budget (server on processor 0, client on processor 1), load client on epoll. Measured on 2026-01-02 (UTC) with echobench 0123456789ab and Node 26.10.0 on AMD EPYC 7763 64-Core Processor, 2 processors, kvm, linux 6.1.0-18-cloud-amd64, mitigated: spectre_v2; fingerprint f4a16484; profile quick, seed 7, 8 rounds planned. To repeat it: git checkout 0123456789abcdef0123456789abcdef01234567 && npm ci && npm run bench -- --profile quick --seed 7"`,
    );
    expect(cited.text).toBe(`${cited.claim} ${cited.source}`);
  });

  test('as Markdown has names and commands in code type, and nothing that Markdown would act on', () => {
    expect(cited.markdown).toContain('Model `thread-pool-handoff` (64 connections): throughput');
    expect(cited.markdown).toContain('mitigated: spectre\\_v2');
    expect(cited.markdown).toMatch(/To repeat it: `git checkout [0-9a-f]{40} && npm ci && npm run bench -- [^`]*`$/);
  });

  test('as BibTeX is an entry of its own key, with what LaTeX would act on escaped', () => {
    const [first, ...lines] = cited.bibtex.split('\n');
    expect(first).toBe('@misc{echobench:made:64-connections:thread-pool-handoff:throughput:2026-01-02,');
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}title = \{\{echobench: made\/64-connections\/thread-pool-handoff\/throughput\}\},$/),
      expect.stringMatching(/^ {2}howpublished = \{To repeat it: git checkout .* \\&\\& npm ci \\&\\& .*\},$/),
      '  year = {2026},',
      '  month = {1},',
      expect.stringMatching(/^ {2}note = \{Model thread-pool-handoff .*95 \\% interval.*spectre\\_v2.*\}$/),
      '}',
    ]);
    for (const line of lines) expect(line).not.toMatch(/(?<!\\)[%&#$_]/);
  });

  test('is the same every time', () => {
    expect(citation(three, poolId)).toEqual(cited);
  });
});

describe('a claim', () => {
  test('of the baseline says what it is, and is compared with nothing', () => {
    expect(claim(three, `made/64-connections/${baseline}/throughput`)).toMatch(
      /^Model event-loop \(64 connections\): throughput [\d.]+ k\/s \(95 % interval .*; n = 8 rounds\); it is the baseline, mean of its 2 cells\.$/,
    );
  });

  test('of what only describes the trials is compared with nothing', () => {
    expect(claim(three, `made/64-connections/${pool}/resident-memory-at-the-end`)).toContain(
      '; it describes the trials, and is compared with nothing.',
    );
  });

  test('of an arm that was not declared says so, and has no ratio', () => {
    const run = runOf([{ name: pool, speed: 0.7, compared: false }]);
    expect(claim(run, poolId)).toMatch(/\); a comparison with event-loop was not declared\.$/);
  });

  test('has the labels of the figure and of what it is compared with', () => {
    const run = runOf([{ name: pool, speed: 0.7, labels: { 'not-steady': 8 } }]);
    expect(claim(run, poolId)).toMatch(/n = 8 rounds\) \[not steady\], ×.*that of event-loop \[not steady\]: slower/);
  });

  test('says "at least" of a lower bound, and that a verdict against it is open', () => {
    const limited = { 'client-limited': 8 };
    expect(claim(runOf([{ name: pool, speed: 1.4, labels: limited }]), poolId)).toMatch(
      /: throughput at least .*, at least ×1\.4\d .* that of event-loop: faster by more than 10 %\.$/,
    );
    expect(claim(runOf([{ name: pool, speed: 0.7, labels: limited }]), poolId)).toMatch(
      /, at least ×0\.\d+ .*: as measured slower by more than 10 %, which the bound leaves open\.$/,
    );
  });

  test('says "at most" where the baseline is a lower bound, and gives no ratio of two', () => {
    const values = (of: readonly string[]) =>
      suiteRun(['models'], { values: ({ arm }) => (of.includes(arm) ? { labels: ['client-limited'] } : {}) });
    const group = values([]).analysis.experiments[0]?.groups[0];
    const id = values([])
      .analysis.experiments.flatMap(() => citeContext(values([]).result, values([]).analysis).statements)
      .find((one) => one.kind === 'figure' && one.row.cell.arm === pool && one.group.id === group?.id)?.id;
    if (id === undefined) throw new Error('models has a pool');
    expect(claim(values([baseline]), id)).toContain(', at most ×');
    expect(claim(values([baseline, pool]), id)).toMatch(
      /; it and event-loop are lower bounds, so that their ratio tells nothing\.$/,
    );
  });

  test('tells how many of the rounds have a trial', () => {
    const run = runOf([{ name: pool, speed: 0.7, error: 'no reply', failedRounds: 1 }]);
    expect(claim(run, poolId)).toContain('n = 7 of 8 rounds');
  });

  test('of values that are the same in every round has no digits that nobody measured', () => {
    const run = runOf([{ name: pool, speed: 1 }], { noise: noNoise });
    expect(claim(run, `made/64-connections/${baseline}/throughput`)).toMatch(/: throughput [\d.,]+ k?\/s \(/);
    const same = claim(run, poolId);
    expect(same).toMatch(/identical in every round; n = 8 rounds/);
    expect(same).toMatch(/, the same in every round \(n = 8 rounds\) as that of event-loop: equivalent within 10 %\.$/);
    expect(same).not.toMatch(/NaN|Infinity|\.\d{4,}/);
  });

  test('says of which rounds the figure is in doubt', () => {
    const values: RunOptions['noise'] = {};
    const run = suiteRun(['models'], {
      noise: values,
      values: ({ arm }, round) => ({ effectiveShare: round < 2 && arm === pool ? 1e-4 : 0.25 }),
    });
    const id = idEnding(run, `/${pool}/service-time-at-saturation-p99`);
    expect(claim(run, id)).toMatch(
      /In some of the rounds the figure is in doubt, and the interval allows for it: the smallest trial had \d of the 1,000 independent samples it takes/,
    );
  });

  test('takes what others wrote as words', () => {
    const run = runOf([{ name: '*a*|b_`c`\n</x>', speed: 0.7 }]);
    const id = idEnding(run, '/a-b-c-x/throughput');
    const cited = citation(run, id);
    if (!cited.ok) throw new Error(cited.why);
    expect(cited.text).toContain('Model *a*|b_`c` </x> (64 connections)');
    expect(cited.markdown).toContain('<code>\\*a\\*\\|b\\_\\`c\\` &lt;/x&gt;</code>');
    expect(cited.bibtex).toContain(String.raw`*a*|b\_`);
    for (const form of [cited.text, cited.markdown]) expect(form).not.toContain('\n');
  });
});

function idEnding({ result, analysis }: MadeUpRun, end: string): string {
  const found = citeContext(result, analysis).statements.find(({ id }) => id.endsWith(end));
  if (found === undefined) throw new Error(`nothing ends in ${end}`);
  return found.id;
}

describe('other claims', () => {
  const suite = suiteRun(['models', 'compute']);

  test('a finding is the sentence of the report, and what its intervals are', () => {
    expect(claim(three, 'made/finding')).toMatch(
      /^Made up: 64 connections: model event-loop with throughput .* Intervals of single figures are at 95 %, those of comparisons at 95 % for all of the experiment together; n = 8 rounds\.$/,
    );
  });

  test('a crossover says between which levels, of what, and on what it rests', () => {
    expect(claim(suite, `compute/crossover/${pool}`)).toMatch(
      /^As work per request grows, thread-pool-handoff compared with event-loop in throughput: overtakes .*; read from ratios with simultaneous 95 % intervals, n = 8 rounds\.$/,
    );
  });

  test('an order has both ratios, what became of it, and the ratio of the two', () => {
    const run = madeUpRun([orders]);
    const id = idEnding(run, `order/over-veth/epoll-loop/${baseline}`);
    expect(claim(run, id)).toMatch(
      /^Throughput of epoll-loop ÷ event-loop: ×1\.\d+ \(.*\) over loopback, ×1\.\d+ \(.*\) over veth, ratio of the two ×0\.\d+ \(.*\); the order: kept, the lead shrank; simultaneous 95 % intervals, n = \d+ rounds\.$/,
    );
  });

  test('controls are a ratio of what is identical, and what was found of what was put in', () => {
    expect(claim(suite, 'controls/identical/throughput')).toMatch(
      /^Identical cells of the same blocks came out with a ratio of ×1\.\d+ \(99 % interval .*; n = \d+ pairs; standard deviation of the log ratio 0\.\d{3}\) in throughput\.$/,
    );
    expect(claim(suite, 'controls/known-slowdown')).toMatch(
      /^A known slowdown of ×1\.\d+ \(.*\) in server processor time per message was found as ×1\.\d+ \(9\d\.?\d* % interval .*; n = 8 rounds\): the two agree\.$/,
    );
  });

  test('everything that can be cited gives one line in all forms, without a number that is none', () => {
    const { result, analysis } = suiteRun(['models', 'compute', 'ipc', 'paths-models']);
    const context = citeContext(result, analysis);
    const all = context.statements.map((one) => citationOf(one, context));
    const cited = all.filter((one) => one.ok);
    expect(cited.length).toBeGreaterThan(100);
    for (const { text, markdown, bibtex } of cited) {
      for (const form of [text, markdown]) expect(form).not.toMatch(/NaN|undefined|null|Infinity|\n| {2}|†/);
      expect(bibtex).not.toMatch(/NaN|undefined|Infinity/);
    }
    for (const one of all) if (!one.ok) expect([one.why, one.brief].join()).not.toMatch(/NaN|undefined|null|^,|,$/);
  });
});

describe('nothing can be cited of a run', () => {
  const refused = (run: MadeUpRun, changes: Partial<ResultFile> = {}) => {
    const [any = ''] = citeContext(run.result, run.analysis).statements.map(({ id }) => id);
    return citation(run, any, changes);
  };

  test('that is unfit, by the control that failed', () => {
    const run = runOf([{ name: pool, speed: 0.7 }], { unfit: true });
    expect(refused(run)).toMatchObject({
      ok: false,
      why: expect.stringMatching(
        /^the run is unfit, since identical cells differ in throughput, .*: nothing of it can be cited; npm run doctor /,
      ),
      instead: null,
    });
  });

  test('of the profile smoke', () => {
    const run = runOf([{ name: pool, speed: 0.7 }], { profile: 'smoke' });
    expect(refused(run)).toMatchObject({ ok: false, why: expect.stringMatching(/^the profile smoke only shows/) });
  });

  test('of which most rounds were disturbed, as its badge says', () => {
    const labels = { 'disturbed-steal': 8 };
    const run = runOf([pool, 'process-pool-handoff', 'epoll-loop'].map((name) => ({ name, speed: 0.7, labels })));
    expect(summaryOf(run.result, run.analysis).badge).toMatchObject({ fit: false });
    expect(citation(run, poolId)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^\d+ of \d+ rounds were disturbed: nothing of the run can be cited; npm run doctor /),
    });
  });

  test('that was interrupted', () => {
    expect(refused(three, cutOff(three.result, 20))).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^the run was interrupted: .* npm run bench -- --resume and its folder/),
    });
  });
});

describe('in place of a figure that cannot be cited is named', () => {
  test('p90 for p99, with the reason', () => {
    const run = suiteRun(['latency'], { values: ({ arm }) => ({ effectiveShare: arm === pool ? 0.01 : 0.25 }) });
    const id = idEnding(run, `/${pool}/response-time-p99`);
    expect(citation(run, id)).toEqual({
      ok: false,
      why: 'has no figure: the smallest trial had 600 of the 1,000 independent samples it takes',
      brief: 'too few samples',
      instead: id.replace(/p99$/, 'p90'),
    });
  });

  test('no other arm for one that failed or was skipped, which would answer another question', () => {
    const failed = runOf([{ name: pool, speed: 1, error: 'spawn EAGAIN' }]);
    expect(citation(failed, poolId)).toMatchObject({
      why: expect.stringMatching(/^has no figure: no completed trial, \d+ failed: spawn EAGAIN$/),
      brief: 'failed',
      instead: null,
    });
    const skipped = suiteRun(['models'], {
      unsupported: ({ model }) => (model === pool ? 'this kernel has no threads' : null),
    });
    expect(citation(skipped, idEnding(skipped, `/${pool}/throughput`))).toMatchObject({
      why: 'has no figure: skipped: this kernel has no threads',
      brief: 'skipped',
      instead: null,
    });
  });

  test('nothing where too few rounds give no interval at all', () => {
    const run = runOf([{ name: pool, speed: 0.7 }], { rounds: 3 });
    const context = citeContext(run.result, run.analysis);
    const statement = context.statements.find(({ id }) => id === poolId);
    if (statement === undefined) throw new Error('it is there');
    // Its controls have too few pairs as well: the figure is asked for by itself.
    expect(citationOf(statement, { ...context, refusal: null })).toEqual({
      ok: false,
      why: 'has no interval: 3 rounds, and a 95 % interval needs at least 6',
      brief: 'no interval',
      instead: null,
    });
  });
});
