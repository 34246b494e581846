import { describe, expect, test } from 'vitest';
import { suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import type { Advice } from '../../result/advice.ts';
import { adviceOf } from '../../trials/advice.ts';
import { kinds } from '../../trials/index.ts';
import { answerTo, processorsOf, usualQuestion, type Question } from './choose.ts';
import { answerMarkup, askedAmounts, invalidMarkup, openMarkup, questionForm } from './guide-markup.ts';

const offers: Advice['offers'] = [
  { experiment: 'connections', criteria: ['throughput'], exchanges: ['many'], varies: ['connections'] },
];

function adviceFor({ result }: MadeUpRun): Advice {
  return { ...adviceOf(result.plan, kinds), offers };
}

function answered(asked: Partial<Question>, run: MadeUpRun): string {
  const question = { ...usualQuestion, criterion: 'throughput', ...asked };
  return answerMarkup(answerTo(question, run.analysis, adviceFor(run)), question).text;
}

const models = suiteRun(['models']);
const both = suiteRun(['models', 'compute']);

describe('an answer', () => {
  test('from conditions that are far begins with having no data, and names no best', () => {
    const text = answered({ connections: 10_000 }, models);
    expect(text).toMatch(
      /^<p class="verdict"><strong>No data for that\.<\/strong> Run <code>npm run bench -- connections/,
    );
    expect(text).toContain('nearest measured: 64.');
    expect(text).toContain('<details class="aside">');
    expect(text).not.toContain('came out best');
  });

  test('has counts to the last digit, and no more', () => {
    expect(answered({ messageBytes: 65 }, models)).toContain('nearest measured: 64.');
  });

  test('has verdicts where the plan declared comparisons, and no column for them where it did not', () => {
    expect(answered({}, models)).toContain('Verdict against event-loop');
    const { analysis } = models;
    const experiments = analysis.experiments.map((one) => ({
      ...one,
      groups: one.groups.map((group) => ({
        ...group,
        rows: group.rows.map((row) => ({ ...row, declared: false })),
      })),
    }));
    expect(answered({}, { ...models, analysis: { ...analysis, experiments } })).not.toContain('Verdict');
  });

  test('has the labels of the figures, and those of comparisons', () => {
    const labelled = suiteRun(['models'], {
      values: ({ arm }) => (arm === 'thread-pool-handoff' ? { labels: ['not-steady'] } : {}),
    });
    expect(answered({}, labelled)).toMatch(/thread-pool-handoff<\/code> <span class="labels">not steady<\/span>/);
    const limited = suiteRun(['compute'], { values: () => ({ labels: ['client-share'] }) });
    expect(answered({}, limited)).toContain('depends on the client');
  });
});

describe('the processors', () => {
  test('can be chosen where a result has several', () => {
    const choices = processorsOf(both.analysis, adviceFor(both));
    expect(choices).toEqual(['equal budget', 'whole machine']);
    expect(questionForm(adviceFor(both), '', choices).text).toContain('<option value="whole machine">');
    for (const processors of choices)
      expect(answered({ processors }, both)).toContain(`Processors: <strong>${processors}</strong>`);
  });

  test('are named in the answer where there is nothing to choose, and asked for nowhere', () => {
    expect(processorsOf(models.analysis, adviceFor(models))).toEqual([]);
    expect(questionForm(adviceFor(models), '', []).text).not.toContain('guide-processors');
    expect(answered({}, models)).toContain('Processors: <strong>equal budget</strong>');
  });

  test('that nothing was measured on give no data', () => {
    expect(answered({ processors: 'whole machine' }, models)).toContain('on the processors asked for (whole machine)');
  });
});

test('what a field must not hold is answered with what it may', () => {
  const { text } = invalidMarkup(askedAmounts.filter(({ name }) => name === 'bytes'));
  expect(text).toContain('Message: a number of at least 1 B, or nothing where it does not matter.');
});

test('empty fields are named, with what is allowed', () => {
  expect(openMarkup([])).toBeNull();
  expect(openMarkup(askedAmounts.slice(0, 1))?.text).toContain('Connections (1 or more)');
});
