/** The published JSON Schema of results.json: that of the sources, true of what the suite writes, and false of what was edited. */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { edited } from './edited.ts';
import { cutOff, madeUpResult } from './made-up-result.ts';

const root = join(import.meta.dirname, '..');
const published = join(root, 'results', 'results.schema.json');
const folder = mkdtempSync(join(tmpdir(), 'echobench-schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Lists with a least length are tuples with more of the same behind them; dates have a pattern beside their format.
const ajv = new Ajv2020({ allowUnionTypes: true, strict: true, strictTuples: false, formats: { 'date-time': true } });
const isResult = ajv.compile(JSON.parse(readFileSync(published, 'utf8')) as object);
const errorsOf = (value: unknown) => (isResult(value) ? [] : (isResult.errors ?? []));

test.each(globSync('results/*/results.json', { cwd: root }))('%s is one', (path) => {
  expect(errorsOf(JSON.parse(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});

const result = madeUpResult({
  experiments: ['models', 'ipc', 'latency', 'capacity', 'idle'],
  failure: ({ arm }, round) => (arm === 'thread-pool-handoff' && round === 0 ? { error: 'no reply' } : null),
});
const [completed, failed] = ['completed', 'failed'].map((outcome) =>
  result.trials.findIndex((trial) => trial.outcome === outcome),
);
const channel = result.trials.findIndex(({ cell }) => cell.startsWith('ipc/'));

test.each([
  ['a whole run', result],
  ['one that was cut off', cutOff(result, 20)],
  ['one of a newer minor edition, with properties of its own', { ...result, news: { of: 'today' } }],
])('%s is one', (_, value) => {
  expect(errorsOf(JSON.parse(JSON.stringify(value)))).toEqual([]);
});

test.each([
  ['another version', { version: 99 }],
  ['a date without a time', { startedAt: '2026-01-02' }],
  ['no plan', { plan: undefined }],
  ['an unknown profile', { 'plan.profile': 'hasty' }],
  ['a kind that there is not', { 'plan.groups.0.cells.0.kind': 'weather' }],
  ['a setup of another kind', { 'plan.groups.0.cells.0.kind': 'channel' }],
  ['a setup without a part', { 'plan.groups.0.cells.0.setup.load': undefined }],
  ['an unknown outcome', { [`trials.${completed}.outcome`]: 'perfect' }],
  ['an outcome without its record', { [`trials.${completed}.record`]: undefined }],
  ['a record that nothing measured', { [`trials.${completed}.record`]: {} }],
  ['a window of less than nothing', { [`trials.${completed}.record.slices.0.windowNs`]: -1 }],
  ['a count that is text', { [`trials.${channel}.record.slices`]: 'many' }],
  ['an unknown phase', { [`trials.${failed}.phase`]: 'lunch' }],
  ['two load averages', { 'environment.loadAverage': [1, 2] }],
])('a result edited to %s is none', (_, edits) => {
  expect(errorsOf(edited(result, edits))).not.toEqual([]);
});

function generator(...args: readonly string[]) {
  const command = ['docs/result-schema.ts', ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, stderr };
}

test('one that is out of date is told, with what to run, which mends it', () => {
  const copy = join(folder, 'results.schema.json');
  writeFileSync(copy, '{}\n');
  expect(generator('--check', copy)).toEqual({
    status: 1,
    stderr: `${copy}: is not that of runner/result and runner/trials: npm run docs writes it\n`,
  });
  expect(generator(copy)).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(copy, 'utf8')).toBe(readFileSync(published, 'utf8'));
});
