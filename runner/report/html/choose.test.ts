import { describe, expect, test } from 'vitest';
import { suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import type { Advice } from '../../result/advice.ts';
import { adviceOf } from '../../trials/advice.ts';
import { kinds } from '../../trials/index.ts';
import { answerTo, usualQuestion, type Chosen, type Question } from './choose.ts';
import { answerMarkup } from './guide-markup.ts';

const offers: Advice['offers'] = [
  { experiment: 'connections', criteria: ['throughput'], exchanges: ['many'], varies: ['connections'] },
  { experiment: 'churn', criteria: ['throughput'], exchanges: ['one'], varies: [] },
];

function adviceFor({ result }: MadeUpRun): Advice {
  return { ...adviceOf(result.plan, kinds), offers };
}

const run = suiteRun(['models', 'connections', 'compute', 'churn', 'idle', 'latency']);

function ask(question: Partial<Question>, of = run) {
  return answerTo({ ...usualQuestion, criterion: 'throughput', ...question }, of.analysis, adviceFor(of));
}

function chosen(question: Partial<Question>, of = run): Chosen {
  const answer = ask(question, of);
  if (answer.kind !== 'chosen') throw new Error('no data');
  return answer;
}

function ranked({ ranks }: Chosen): string[][] {
  return ranks.map((rank) => rank.map(({ row }) => row.cell.arm));
}

describe('the group that answers', () => {
  test.each<[Partial<Question>, string, string]>([
    [{ connections: 1 }, 'connections', '1 connection'],
    [{ connections: 300 }, 'connections', '512 connections'],
    [{ workNs: 5_000_000, connections: 64 }, 'compute', '10 echoes of work'],
    [{ exchanges: 'one' }, 'churn', '10 connections at once'],
    [{ criterion: 'memory', connections: 900 }, 'idle', '1000 idle connections'],
    [{ criterion: 'memory', connections: 900, exchanges: 'one' }, 'idle', '1000 idle connections'],
    [{ criterion: 'latency' }, 'latency', "50 % of the slowest model's limit"],
  ])('to %j is the nearest that was measured', (question, experiment, label) => {
    const answer = chosen(question);
    expect([answer.experiment.name, answer.group.label]).toEqual([experiment, label]);
  });

  test('is never one whose arms had loads of their own', () => {
    const { circumstances, ...advice } = adviceFor(run);
    const own = Object.entries(circumstances).map(([id, one], place) => [id, { ...one, ratePerSecond: 1000 + place }]);
    const question = { ...usualQuestion, criterion: 'latency' };
    const answer = answerTo(question, run.analysis, { ...advice, circumstances: Object.fromEntries(own) });
    expect(answer.kind).toBe('no data');
  });

  test('says what was measured otherwise than asked, and what is far', () => {
    const { differences, offer } = chosen({ connections: 10_000, messageBytes: 65 });
    expect(differences).toEqual([
      { amount: 'connections', asked: 10_000, measured: 512, isFar: true },
      { amount: 'messageBytes', asked: 65, measured: 64, isFar: false },
    ]);
    expect(offer?.experiment).toBe('connections');
    expect(chosen({}).differences).toEqual([]);
  });

  test('sends nowhere where no experiment measures nearer', () => {
    const far = chosen({ messageBytes: 1e6 });
    expect(far.offer).toBeNull();
    expect(answerMarkup(far, usualQuestion).text).toContain('by hand');
  });
});

describe('without data', () => {
  test('the experiment that would have it is named', () => {
    const models = suiteRun(['models']);
    const answer = ask({ exchanges: 'one' }, models);
    expect(answer).toMatchObject({ kind: 'no data', offer: { experiment: 'churn' } });
    expect(answerMarkup(ask({ exchanges: 'one' }, models), usualQuestion).text).toContain('npm run bench -- churn');
  });

  test('framings and channels are no models to choose among', () => {
    for (const name of ['framing', 'ipc'] as const) expect(ask({}, suiteRun([name])).kind).toBe('no data');
  });
});

describe('the order', () => {
  test('has the fastest first, and ties together', () => {
    const answer = chosen({ connections: 64 });
    const names = ranked(answer).flat();
    const values = answer.ranks.flat().map(({ row }) => row.figures.get('messagesPerSecond')?.value ?? 0);
    expect(values).toEqual(values.toSorted((one, other) => other - one));
    expect(names.length).toBe(answer.group.rows.filter(({ completed }) => completed > 0).length);
    const same = suiteRun(['models'], { values: (_, round) => ({ speed: 1 + round / 100 }) });
    expect(ranked(chosen({}, same)).length).toBe(1);
  });

  test('does not tell apart what a declared comparison did not', () => {
    const { analysis, result } = suiteRun(['models']);
    const [models] = analysis.experiments;
    const [group] = models?.groups ?? [];
    if (models === undefined || group === undefined) throw new Error('no group');
    const rows = group.rows.map((row) => {
      const found = row.contrasts.get('messagesPerSecond');
      const interval = { low: 0.5, high: 2 };
      return found === undefined
        ? row
        : { ...row, contrasts: new Map([['messagesPerSecond', { ...found, interval }]]) };
    });
    const changed = { ...analysis, experiments: [{ ...models, groups: [{ ...group, rows }] }] };
    const before = ranked(chosen({}, { analysis, result }));
    expect(before.length).toBeGreaterThan(1);
    const after = chosen({}, { analysis: changed, result });
    const baseline = ranked(after).find((rank) => rank.includes(models.baseline ?? '')) ?? [];
    expect(baseline).toEqual(
      expect.arrayContaining(rows.filter(({ declared }) => declared).map(({ cell }) => cell.arm)),
    );
  });

  test('of an unfit run is none', () => {
    const unfit = { ...run.analysis, experiments: run.analysis.experiments.map((one) => ({ ...one, unfit: true })) };
    const answer = chosen({}, { result: run.result, analysis: unfit });
    expect(answer.ranks.length).toBe(1);
    expect(answerMarkup(answer, usualQuestion).text).toContain('no order is told');
  });

  test('leaves one that may do more than was measured where nothing is ahead of it', () => {
    const limited = suiteRun(['models'], {
      values: ({ arm }) => (arm === 'process-pool-handoff' ? { labels: ['client-limited'] } : {}),
    });
    const { ranks } = chosen({}, limited);
    const place = ranks.flat().find(({ row }) => row.cell.arm === 'process-pool-handoff');
    expect(place?.isBound).toBe(true);
    expect(ranks[0]).toContain(place);
  });
});

describe('isolation', () => {
  test('leaves out what does not give it, by design', () => {
    const families = (question: Partial<Question>) =>
      new Set(
        chosen(question)
          .ranks.flat()
          .map(({ row }) => row.cell.family),
      );
    expect(families({ isolation: 'none' })).toEqual(new Set(['one-thread', 'threads', 'processes']));
    expect(families({ isolation: 'request' })).toEqual(new Set(['threads', 'processes']));
    expect(families({ isolation: 'crash' })).toEqual(new Set(['processes']));
    const answer = chosen({ isolation: 'crash' });
    expect(answer.excluded.map(({ cell }) => cell.arm)).toContain('event-loop');
    expect(answerMarkup(answer, { ...usualQuestion, isolation: 'crash' }).text).toContain('By design, not measured');
  });
});
