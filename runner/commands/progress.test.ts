import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { Progress, progressLine } from './progress.ts';

const sentence = '3 m left · models/64 connections, equal budget, round 2';

test('a line of progress fits into the terminal: bar and text, or as much of the text as there is room for', () => {
  expect(progressLine(0.5, sentence, 100)).toBe(`████████████░░░░░░░░░░░░ ${sentence}`);
  expect(progressLine(0.5, sentence, 60)).toBe(sentence);
  expect(progressLine(0.5, sentence, 20)).toBe('3 m left · models/…');
  for (const columns of [1, 2, 5, 20, 79, 80]) {
    expect(progressLine(1, sentence, columns).length).toBeLessThanOrEqual(Math.max(1, columns - 1));
  }
});

/** What a run says on a terminal of this size. */
function said(columns: number, rows: number): string {
  const { plan } = madeUpPlan();
  let text = '';
  const stream = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    write: (part: string) => (text += part),
  });
  const progress = new Progress(stream as unknown as NodeJS.WriteStream, plan, new Map());
  const [group] = plan.groups;
  if (group === undefined) throw new Error('a group');
  progress.show({
    block: { group, round: 0, attempt: 0 },
    ...{ done: 0, total: 2, elapsedMs: 0, leftMs: 60_000, failures: [] },
  });
  progress.end();
  return text;
}

test.each([
  [0, 0],
  [0, 24],
  [80, 0],
])('a terminal that says it has %d columns and %d rows gets plain lines', (columns, rows) => {
  expect(said(columns, rows)).toMatch(/\nblock 1 of 2, .* left: .*\n$/);
});

test('a narrow terminal gets one line, written over', () => {
  expect(said(20, 10)).toContain('\u001B[');
  expect(said(20, 10)).not.toContain('block 1 of 2');
});
