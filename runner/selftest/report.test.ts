/** What a self-test leaves behind and says: the whole of it, of one that nobody measured. */
import { expect, test } from 'vitest';
import { madeUpSelftest } from '../../test/made-up-selftest.ts';
import { renderFile } from './file.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';

const { findings, results } = madeUpSelftest({ seed: 10 });

test('selftest.md', async () => {
  await expect(renderMarkdown(findings, results)).toMatchFileSnapshot('golden/selftest.md');
});

test('the terminal', async () => {
  await expect(renderTerminal(findings)).toMatchFileSnapshot('golden/terminal.txt');
});

test('selftest.json has every comparison and every round, on lines that can be compared', () => {
  const text = renderFile(findings, results);
  const file = JSON.parse(text) as {
    identical: { metrics: { metric: string; comparisons: { ratio: number; ratios: number[] }[] }[] };
    slowdowns: { found: { putIn: { value: number }; estimate: { ratios: number[] } }[] };
  };
  expect(file.identical.metrics.map(({ comparisons }) => comparisons.length)).toEqual([200, 200]);
  for (const { comparisons } of file.identical.metrics)
    for (const { ratios } of comparisons) expect(ratios).toHaveLength(8);
  for (const { estimate } of file.slowdowns.found) expect(estimate.ratios).toHaveLength(60);
  expect(text.split('\n').length).toBeLessThan(6000);
  expect(text).not.toContain(process.cwd());
});

test('of a shortened one with nothing measured no digits are invented', () => {
  const made = madeUpSelftest({ comparisons: 2, rounds: 1, fails: () => true });
  const texts = [renderMarkdown(made.findings, made.results), renderTerminal(made.findings)].join('\n');
  expect(texts).not.toMatch(/NaN|Infinity|undefined|null/);
  expect(texts).toContain('shortened (comparisons: 2 of 200, rounds with slowdowns: 1 of 40)');
  expect(() => JSON.parse(renderFile(made.findings, made.results))).not.toThrow();
});
