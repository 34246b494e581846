/** The list of what can be cited. */
import { expect, test } from 'vitest';
import { baseline, madeUpRun, suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import { citeContext } from './citation.ts';
import { citationList, type ListOptions } from './list.ts';

const pool = 'thread-pool-handoff';
const run = madeUpRun([
  {
    name: 'made',
    arms: [
      { name: baseline, speed: 1 },
      { name: pool, speed: 0.7, labels: { 'not-steady': 8 } },
      { name: 'thread-offload', speed: 0.6, labels: { 'client-limited': 8 } },
      { name: 'process-offload', speed: 0.5, compared: false },
      { name: 'process-pool-handoff', speed: 1, error: 'spawn EAGAIN' },
    ],
    groups: [{ label: '64 connections' }],
  },
]);

function list({ result, analysis }: MadeUpRun, options: Partial<ListOptions> = {}): string[] {
  const context = citeContext(result, analysis);
  return citationList(context.statements, context, { all: false, columns: 80, ...options }).split('\n');
}

test('a line for each figure of the primary metric: compared, or why not, or why it cannot be cited', () => {
  expect(list(run).join('\n')).toMatchInlineSnapshot(`
    "made: Made up
      made/finding                              what was found, in a sentence
      made/64-connections/event-loop            79.4 k/s (74.8–83.1), baseline
      made/64-connections/thread-pool-handoff   ×0.70 (0.69–0.71) slower > 10 % [not
                                                steady]
      made/64-connections/thread-offload        ≥ ×0.59 (0.56–0.60) slower > 10 %,
                                                left open by the bound
      made/64-connections/process-offload       39.5 k/s (38.3–40.7)
      made/64-connections/process-pool-handoff  – failed
      A metric may follow: /throughput (meant without one),
      /server-processor-time-per-message.

    controls
      controls/identical/throughput                         ×0.99 (0.97–1.02)
      controls/identical/server-processor-time-per-message  ×1.01 (0.98–1.03)
      controls/known-slowdown                               ×1.10 (1.07–1.15)"
  `);
});

test('with --all every metric that was measured, each by an ID that leads to it', () => {
  const ids = list(run, { all: true, columns: 400 }).flatMap((line) => /^ {2}(\S+\/\S+)/.exec(line)?.[1] ?? []);
  const context = citeContext(run.result, run.analysis);
  expect(ids.filter((id) => !context.statements.some((one) => one.id === id))).toEqual([]);
  expect(ids).toContain(`made/64-connections/${pool}/resident-memory-at-the-end`);
  // No trial of a closed loop has one.
  expect(ids.join('\n')).not.toContain('longest-response-time');
});

test.each([80, 40, 20])('%i columns: no line is longer, unless it is one word', (columns) => {
  const lines = list(suiteRun(['models', 'compute', 'ipc']), { columns });
  for (const line of lines.filter((one) => one.length > columns)) expect(line.trim()).toMatch(/^\S+$/);
  expect(lines.join(' ')).toContain('compute/crossover/thread-pool-handoff');
});

test('crossovers, orders and controls are among it', () => {
  const text = list(suiteRun(['compute', 'paths-models'])).join('\n');
  expect(text).toMatch(/compute\/crossover\/thread-pool-handoff +overtakes /);
  expect(text).toMatch(/paths-models\/order\/\S+\s+(kept|swapped|lost|found|no order found)/);
  expect(text).toMatch(/controls\/identical\/throughput +×1\.0/);
  expect(text).toMatch(/controls\/known-slowdown +×1\.\d/);
});
