import { stripVTControlCharacters } from 'node:util';

import { expect, it } from 'vitest';

import { changed, compute, everyModel, models } from '../../test/made-up-charts.ts';
import { madeUpRun } from '../../test/made-up-run.ts';
import { renderFindings } from './terminal.ts';

const plain = { colour: false, columns: 100 };
const three = madeUpRun([models]).analysis;

it('shows findings, figures and what is missing, without colour where there is no terminal', async () => {
  const { analysis } = madeUpRun([{ ...models, arms: everyModel }, compute]);
  const text = renderFindings(analysis, plain);
  await expect(text).toMatchFileSnapshot('./golden/terminal.txt');
  expect(text).not.toContain('\u001B');
});

it('an unfit run starts with that, and gives no verdict', () => {
  const { analysis } = madeUpRun([models, compute], { unfit: true });
  const text = renderFindings(analysis, plain);
  expect(text).toMatch(/^UNFIT RUN, verdicts withheld\./);
  expect(text).not.toMatch(/ {2}(faster|slower|equivalent)/);
});

it('has colour on a terminal, and the same words', () => {
  const coloured = renderFindings(three, { ...plain, colour: true });
  expect(stripVTControlCharacters(coloured)).toBe(renderFindings(three, plain));
  expect(coloured).toContain('\u001B[1m');
});

it('sentences keep to the width', () => {
  const sentences = renderFindings(three, { colour: false, columns: 60 })
    .split('\n')
    .filter((line) => !line.startsWith('  '));
  expect(Math.max(...sentences.map((line) => line.length))).toBeLessThanOrEqual(60);
});

it('escape sequences in an error do not reach the terminal', () => {
  const arms = [
    { name: 'event-loop', speed: 1 },
    { name: 'epoll-loop', speed: 1, error: 'bad\u001B]0;title\u0007\u001B[2J' },
  ];
  const { analysis } = madeUpRun([{ ...models, arms }]);
  expect(renderFindings(analysis, plain)).not.toMatch(/[^\P{Cc}\n]/u);
});

it('says why an arm has no comparison: skipped, failed, without a figure, or not declared', () => {
  const arms = everyModel.slice(0, 5).map((arm) => ({
    ...arm,
    ...(arm.name === 'poll-loop' ? { error: 'no' } : {}),
    compared: arm.name !== 'epoll-loop',
  }));
  const gaps = new Map([['messagesPerSecond', 'too few replies']]);
  const run = changed(madeUpRun([{ ...models, arms }]), (row) =>
    row.cell.arm === 'select-loop' ? { ...row, figures: new Map(), contrasts: new Map(), gaps } : row,
  );
  const rows = renderFindings(run.analysis, plain).match(/^ {2}.*$/gm) ?? [];
  expect(rows.map((row) => row.trim().split(/ {2,}/)).map((cells) => [cells[0], cells.at(-1)])).toEqual([
    ['iterative', 'skipped'],
    ['event-loop', 'baseline, mean of its 2 cells'],
    ['select-loop', 'too few replies'],
    ['poll-loop', 'failed'],
    ['epoll-loop', 'not declared'],
  ]);
});
