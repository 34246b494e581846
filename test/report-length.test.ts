/** Reports that are read: how long they may be, over runs that nobody measured and those that are committed. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { suiteRun } from './made-up-run.ts';
import type { ExperimentName } from '../runner/experiments/index.ts';
import { renderReport } from '../runner/report/report.ts';
import { loadResult } from '../runner/commands/load-result.ts';

const mainJob: readonly ExperimentName[] = ['models', 'compute', 'ipc', 'paths'];
const designs: readonly ExperimentName[] = ['models', 'connections', 'churn', 'idle', 'startup', 'readiness'];

/** As `wc -w` counts them. */
function wordsIn(text: string | undefined): number {
  return (text ?? '').split(/\s+/).filter((word) => word !== '').length;
}

/** Of a section, without what follows it. */
function section(markdown: string, heading: string): string {
  return markdown.split(`\n## ${heading}\n`)[1]?.split(/\n(?=## |<details>)/)[0] ?? '';
}

const labelled = () => ({ labels: ['not-steady', 'client-limited'] });

test.each([
  ['the main job', mainJob, {}, 1400],
  ['the main job with labels on every figure', mainJob, { values: labelled }, 1550],
  ['all models', designs, {}, 4000],
] as const)('%s', (_, experiments, options, most) => {
  const { result, analysis } = suiteRun(experiments, options);
  const markdown = renderReport(result, analysis, []).get('report.md') ?? '';
  expect(wordsIn(markdown)).toBeLessThanOrEqual(most);
  expect(wordsIn(markdown)).toBeGreaterThan(500);
  for (const heading of ['How to read this', 'What this does not tell']) {
    const words = wordsIn(section(markdown, heading));
    expect(words, heading).toBeGreaterThan(20);
    expect(words, heading).toBeLessThanOrEqual(120);
  }
  const firstScreen = markdown.split('\n## ')[0]?.split('\n') ?? [];
  expect(firstScreen.length).toBeLessThanOrEqual(60);
});

const results = join(import.meta.dirname, '..', 'results');
const committed = readdirSync(results).filter((name) => existsSync(join(results, name, 'results.json')));

test.each(committed)('the committed result %s', async (name) => {
  const { result, analysis, surroundings } = await loadResult(join(results, name));
  const isMainJob = result.commandLine.every((argument) => argument.startsWith('--'));
  const markdown = renderReport(result, analysis, surroundings).get('report.md') ?? '';
  expect(wordsIn(markdown)).toBeLessThanOrEqual(isMainJob ? 1500 : 4000);
});
