/** The tables in README.md are those of the registries, and somebody says so when they are not: docs/tables.ts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { experiments } from '../runner/experiments/index.ts';
import { models } from '../servers/models/index.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'echobench-docs-'));
const copy = join(folder, 'README.md');
/** Those that the main job compares. */
const boldModels: ReadonlySet<string> = new Set([
  'event-loop',
  'thread-pool-handoff',
  'process-pool-handoff',
  'process-offload',
]);
beforeEach(() => writeFileSync(copy, readme));
afterAll(() => rmSync(folder, { recursive: true }));

function tables(...args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['docs/tables.ts', ...args], { cwd: root, encoding: 'utf8' });
  return { status, stderr };
}

test('the committed tables hold every model and every experiment, as their registries describe them', () => {
  expect(tables('--check')).toEqual({ status: 0, stderr: '' });
  for (const { name, description, classicName } of Object.values(models)) {
    const end = boldModels.has(name) ? '**' : '';
    expect(readme).toContain(`[\`${name}\`](servers/models/${name}.ts)${end} | ${description} | ${classicName} |`);
  }
  for (const { name, description, isHeadline } of Object.values(experiments))
    expect(readme).toContain(
      `[\`${name}\`](runner/experiments/${name}.ts)${isHeadline ? '**' : ''} | ${description} |`,
    );
});

test('a table that is out of date is told, with what to run, which mends it and nothing else', () => {
  writeFileSync(copy, readme.replace(models.iterative.description, 'as it was described once'));
  const { status, stderr } = tables('--check', copy);
  expect(status).toBe(1);
  expect(stderr).toBe(`${copy}: its tables are not those of the registries: npm run docs writes them\n`);
  expect(readFileSync(copy, 'utf8')).not.toBe(readme);
  expect(tables(copy)).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(copy, 'utf8')).toBe(readme);
});

test('a page without the place for a table is told which markers it lacks', () => {
  writeFileSync(copy, readme.replace('<!-- /experiments -->', ''));
  const { status, stderr } = tables(copy);
  expect(status).toBe(1);
  expect(stderr).toBe(`${copy}: put <!-- experiments --> and <!-- /experiments --> where its table belongs\n`);
});
