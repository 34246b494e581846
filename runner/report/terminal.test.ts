import { stripVTControlCharacters } from 'node:util';
import { expect, it, test } from 'vitest';
import { compute, everyModel, models } from '../../test/made-up-charts.ts';
import { madeUpRun, type MadeUpRun } from '../../test/made-up-run.ts';
import { summaryOf } from './summary/summary.ts';
import { renderSummary } from './terminal.ts';

const plain = { colour: false, columns: 100 };
const files = [
  ['report', 'results/latest/report.md'],
  ['numbers', 'results/latest/results.json'],
] as const;
const of = ({ result, analysis }: MadeUpRun, style = plain) => renderSummary(summaryOf(result, analysis), files, style);
const three = madeUpRun([models]);

it('shows whether the run may be cited, the answers, the caveats, and where the files are', async () => {
  const text = of(madeUpRun([{ ...models, arms: everyModel }, compute]));
  await expect(text).toMatchFileSnapshot('./golden/terminal.txt');
  expect(text).not.toContain('\u001B');
});

it('an unfit run starts with that, and gives no verdict', () => {
  const text = of(madeUpRun([models, compute], { unfit: true }));
  expect(text).toMatch(/^NOT FIT TO CITE: the controls failed: identical cells differ in throughput/);
  expect(text).not.toMatch(/faster|slower|equivalent within/);
});

it('has colour on a terminal, and the same words', () => {
  const coloured = of(three, { ...plain, colour: true });
  expect(stripVTControlCharacters(coloured)).toBe(of(three));
  expect(coloured).toContain('\u001B[1m');
});

test.each([
  [60, 60],
  [20, 20],
  [3, 20],
  [0, 80],
])('of %i columns its lines have at most %i, but for words that are longer and paths', (columns, most) => {
  const lines = of(three, { colour: false, columns }).split('\n');
  const wide = lines.filter((line) => line.length > most && line.trim().includes(' '));
  expect(wide.filter((line) => !/^(report|numbers): /.test(line))).toEqual([]);
  expect(lines).toContain('report:  results/latest/report.md');
});

it('escape sequences in an error do not reach the terminal', () => {
  const arms = [
    { name: 'event-loop', speed: 1 },
    { name: 'epoll-loop', speed: 1, error: 'bad\u001B]0;title\u0007\u001B[2J' },
  ];
  const text = of(madeUpRun([{ ...models, arms }]));
  expect(text).toContain('Not measured: 1 of 2 rows, epoll-loop (bad ]0;title [2J).');
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
});
