/** Figures in the documentation are those of the committed results, and somebody says so when they are not: docs/citations.ts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'echobench-citations-'));
const page = join(folder, 'page.md');
afterAll(() => rmSync(folder, { recursive: true }));

function citations(...args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['docs/citations.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stderr };
}

function pageOf(asked: string): string {
  return `before\n\n<!-- cite ${asked} -->\n<!-- /cite -->\n\nafter\n`;
}

test('a page gets the figures of the result that it names, once; what somebody changed there is told', () => {
  writeFileSync(page, pageOf('results/reference models/finding controls/known-slowdown'));
  expect(citations('--check', page).status).toBe(1);
  expect(citations(page)).toEqual({ status: 0, stderr: '' });
  const written = readFileSync(page, 'utf8');
  expect(written).toMatch(
    /^before\n\n<!-- cite .*-->\n\n- .*\n- A known slowdown .*\n\n(<sub>.*\n)+\n<!-- \/cite -->\n\nafter\n$/,
  );
  expect(citations('--check', page)).toEqual({ status: 0, stderr: '' });
  writeFileSync(page, written.replace(/\d %/, '7777 %'));
  expect(citations('--check', page)).toEqual({
    status: 1,
    stderr: `${page}: its figures are not those of the committed results: npm run docs writes them\n`,
  });
});

test.each([
  [
    'results/reference models/nothing',
    'results/reference has no models/nothing: npm run cite -- results/reference lists what it has\n',
  ],
  ['results/nowhere models/finding', expect.stringContaining('results/nowhere')],
])('%s is refused', (asked, stderr) => {
  writeFileSync(page, pageOf(asked));
  expect(citations(page)).toEqual({ status: 1, stderr });
});
