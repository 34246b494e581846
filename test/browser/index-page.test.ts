import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyseResult } from '../../runner/commands/load-result.ts';
import { rebuildReport } from '../../runner/commands/report.ts';
import { holdsRuns, writeIndex } from '../../runner/commands/results-index.ts';
import { writeReport } from '../../runner/commands/write-report.ts';
import { suiteRun } from '../made-up-run.ts';
import { missingChromium, openChromium } from './chromium.ts';
import { openPage, outOfTheirBoxes, unfoldAll } from './open-page.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-résultats '));
  const models = suiteRun(['models']);
  const channels = suiteRun(['ipc'], { values: ({ role }) => ({ speed: role === 'twin' ? 0.8 : 1 }) });
  for (const [name, run] of [
    ['with report', models],
    ['b&b', channels],
  ] as const) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'results.json'), JSON.stringify(run.result));
  }
  await writeReport(join(root, 'with report'), analyseResult(models.result));
  await mkdir(join(root, 'cut short'));
  await writeFile(join(root, 'cut short', 'results.json'), '{"format":');
  await mkdir(join(root, 'going on'));
  await writeFile(join(root, 'going on', 'trials.jsonl'), '');
  await mkdir(join(root, 'empty'));
  await symlink('with report', join(root, 'latest'));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

const indexPage = async () => await readFile(join(root, 'index.html'), 'utf8');

describe('the index of a folder of results', () => {
  test('is what npm run report makes of the folder', async () => {
    expect(await rebuildReport(root)).toContain('index.html');
    const page = await indexPage();
    await writeIndex(root);
    expect((await indexPage()) === page).toBe(true);
  });

  test('has each run once, and the folders that cannot be read with their reasons', async () => {
    await writeIndex(root);
    const page = await indexPage();
    const rows = [...page.matchAll(/<th scope="row">.*?<code>(.*?)<\/code>/g)].map(([, name]) => name);
    expect(new Set(rows)).toEqual(new Set(['b&amp;b', 'with report']));
    expect(rows.length).toBe(2);
    const problems = [...page.matchAll(/<dt>\s*<code>(.*?)<\/code>\s*<\/dt>\s*<dd>(.*?)<\/dd>/g)].map(
      ([, name, why]) => [name, why],
    );
    expect(Object.fromEntries(problems)).toEqual({
      'cut short': expect.stringContaining('was cut short or is no JSON'),
      'going on': expect.stringContaining('was cut off'),
      empty: expect.stringContaining('holds no results.json'),
    });
    expect(page.includes('<h2>Folders without a result</h2>')).toBe(true);
    expect(page.includes(root)).toBe(false);
  });

  test('says of a run without a report what its report would say', async () => {
    await writeIndex(root);
    const before = await indexPage();
    await writeReport(
      join(root, 'b&b'),
      analyseResult(suiteRun(['ipc'], { values: ({ role }) => ({ speed: role === 'twin' ? 0.8 : 1 }) }).result),
    );
    await writeIndex(root);
    const after = await indexPage();
    for (const name of ['report.html', 'report.md', 'charts']) await rm(join(root, 'b&b', name), { recursive: true });
    const withoutLinks = (page: string) => page.replaceAll(/<a [^>]*>(.*?)<\/a>/g, '').replaceAll(/\s+/g, ' ');
    expect(withoutLinks(after) === withoutLinks(before)).toBe(true);
  });

  test('does not believe a report that somebody edited', async () => {
    const path = join(root, 'with report', 'report.html');
    const whole = await readFile(path, 'utf8');
    for (const entry of ['{"fit":', '{"fit":1}']) {
      await writeFile(path, whole.replace(/(id="index-entry">).*?<\/script>/s, `$1${entry}</script>`));
      await writeIndex(root);
      expect((await indexPage()).includes('Concurrency models, echo')).toBe(true);
    }
    await writeFile(path, whole);
  });

  test('is made of folders that hold runs, and of no run', async () => {
    expect(await holdsRuns(root)).toBe(true);
    expect(await holdsRuns(join(root, 'with report'))).toBe(false);
    expect(await holdsRuns(join(root, 'empty'))).toBe(false);
  });
});

describe.skipIf(missingChromium !== null)(
  `index.html in headless Chromium${missingChromium === null ? '' : ` (skipped: ${missingChromium})`}`,
  () => {
    test('shows the runs that are asked for, and keeps everything in its box', async () => {
      await writeIndex(root);
      await using browser = await openChromium();
      for (const width of [1280, 720]) {
        await using opened = await openPage(browser, await indexPage(), { width });
        const { page, complaints } = opened;
        await unfoldAll(page);
        expect(await outOfTheirBoxes(page)).toEqual([]);
        // What is written in two lines is at most twice as high as one.
        const [most = 0, whole = 0] = await page.evaluate<number[]>(`(() => {
          const answers = [...document.querySelectorAll('tbody .answer')];
          const lines = answers.map((one) => one.clientHeight / Number.parseFloat(getComputedStyle(one).lineHeight));
          return [Math.round(Math.max(...lines)), answers.filter((one) => one.getClientRects().length > 0).length];
        })()`);
        expect(most).toBe(2);
        expect(whole).toBe(2);
        const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('td, .scroll')]
          .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth || one.scrollWidth > one.clientWidth)
          .map((one) => one.textContent)`);
        expect(cut).toEqual([]);
        const shown = async () => await page.locator('tbody tr:visible th code').allTextContents();
        const all = await shown();
        expect(all.toSorted()).toEqual(['b&b', 'with report']);
        await page.locator('[name=search]').fill('Channels');
        expect(await shown()).toEqual(['b&b']);
        expect(await page.locator('output').textContent()).toBe('1 of 2 runs shown');
        await page.locator('button[type=reset]').click();
        await page.locator('[name=fit]').selectOption('fit');
        expect(await shown()).toEqual(['with report']);
        await page.locator('[name=fit]').selectOption('unfit');
        expect(await shown()).toEqual(['b&b']);
        await page.locator('button[type=reset]').click();
        await page.locator('thead button').first().click();
        expect(await shown()).toEqual(['b&b', 'with report']);
        await page.locator('thead button').first().click();
        expect(await shown()).toEqual(['with report', 'b&b']);
        expect(complaints).toEqual([]);
      }
    });
  },
);
