import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkout } from '../../native/user-folder.ts';
import { analyseResult, loadResult, type AnalysedResult } from '../../runner/commands/load-result.ts';
import { pageParts } from '../../runner/commands/page-parts.ts';
import { adviceFor } from '../../runner/commands/write-report.ts';
import { renderPage } from '../../runner/report/html/document.ts';
import { suiteRun } from '../made-up-run.ts';
import { missingChromium, openChromium } from './chromium.ts';
import { isFocused, openPage, outOfTheirBoxes, unfoldAll, type OpenedPage, type PageOptions } from './open-page.ts';

const hostile = '</script><img src=x onerror="document.title=1">';

async function pageOf({ result, analysis, surroundings }: AnalysedResult): Promise<string> {
  return renderPage({ result, analysis, surroundings, advice: adviceFor(result.plan) }, await pageParts());
}

/** Levels, differences, a curve, an order that is followed; with trials that failed and rows that are labelled. */
const made = analyseResult(
  suiteRun(['models', 'connections', 'compute', 'churn', 'idle', 'latency', 'paths-models'], {
    failure: ({ arm, experiment }) =>
      arm === 'process-offload' && experiment === 'churn' ? { error: hostile, phase: 'start', log: hostile } : null,
    values: ({ arm }, round) => (arm === 'epoll-loop' && round < 6 ? { labels: ['not-steady'] } : {}),
  }).result,
);

/** Folders of committed results with the largest files: what a page has to bear. */
const largest = readdirSync(join(checkout, 'results'))
  .map((name) => join(checkout, 'results', name))
  .flatMap((folder) => {
    const size = statSync(join(folder, 'results.json'), { throwIfNoEntry: false })?.size;
    return size === undefined ? [] : [{ folder, size }];
  })
  .toSorted((one, other) => other.size - one.size)
  .slice(0, 2)
  .map(({ folder }) => folder);

const mostBytes = 1.5e6;

/** What tests read of elements, for which they have no types. */
interface Shown {
  readonly innerHTML: string;
  readonly tabIndex: number;
  readonly dataset: Readonly<Record<string, string>>;
  readonly cells: readonly Shown[];
}

describe('report.html of the largest committed results', () => {
  test.each(largest)('%s is small, and the same every time', async (folder) => {
    const loaded = await loadResult(folder);
    const page = await pageOf(loaded);
    expect(Buffer.byteLength(page)).toBeLessThan(mostBytes);
    expect((await pageOf(loaded)) === page).toBe(true);
  });
});

describe.skipIf(missingChromium !== null)(
  `report.html in headless Chromium${missingChromium === null ? '' : ` (skipped: ${missingChromium})`}`,
  () => {
    let browser: Browser;
    let html: string;
    beforeAll(async () => {
      browser = await openChromium();
      html = await pageOf(made);
    });
    afterAll(async () => {
      await browser.close();
    });

    const open = async (options: PageOptions = {}): Promise<OpenedPage> => await openPage(browser, html, options);

    test('runs without a word on the console and without any request', async () => {
      await using opened = await open();
      const { page, complaints } = opened;
      await unfoldAll(page);
      await page.locator('button.cite').first().click();
      expect(complaints).toEqual([]);
      expect(await page.title()).toContain('echobench');
    });

    test.each([1280, 720])('has no text outside of its box at %i px', async (width) => {
      await using opened = await open({ width });
      await unfoldAll(opened.page);
      expect(await outOfTheirBoxes(opened.page)).toEqual([]);
    });

    test.each(largest)('of %s has none either, and tells how soon it can be used', async (folder) => {
      const real = await pageOf(await loadResult(folder));
      for (const width of [1280, 720]) {
        await using opened = await openPage(browser, real, { width });
        const { page, complaints } = opened;
        console.log(
          `${folder}: could be used after ${Math.round(await page.evaluate<number>('performance.now()'))} ms at ${width} px`,
        );
        await unfoldAll(page);
        expect(await outOfTheirBoxes(page)).toEqual([]);
        expect(complaints).toEqual([]);
      }
    });

    const section = (page: Page, name: string) => page.locator(`[data-experiment="${name}"]`);

    /** Titles of a section's charts, and the first column of its first table: what is to be seen of a view. */
    async function seen(page: Page, name: string) {
      const live = section(page, name).locator('.live');
      return {
        titles: await live.locator('svg > title').allTextContents(),
        pictures: await live
          .locator('svg')
          .evaluateAll((all: readonly Shown[]) => all.map(({ innerHTML }) => innerHTML)),
        arms: await live
          .locator('table')
          .first()
          .locator('tbody tr')
          .evaluateAll((all: readonly Shown[]) => all.map(({ dataset }) => dataset['arm'] ?? '')),
      };
    }

    test.each<[control: string, value: string, what: 'arms' | 'pictures' | 'titles']>([
      ['metric', 'cpuNsPerMessage', 'titles'],
      ['baseline', 'thread-pool-handoff', 'titles'],
      ['scale', 'linear', 'pictures'],
      ['order', 'name', 'arms'],
      ['order', 'best', 'arms'],
      ['order', 'family', 'arms'],
    ])('the choice of %s, %s, changes what is shown, and resetting takes it back', async (control, value, what) => {
      await using opened = await open();
      const { page, complaints } = opened;
      // The catalogue begins with the fastest: the slowest come first where lower is better.
      const name = 'connections';
      if (value === 'best') await section(page, name).locator('[name=metric]').selectOption('leastShare');
      const before = await seen(page, name);
      await section(page, name).locator(`[name=${control}]`).selectOption(value);
      const after = await seen(page, name);
      if (value !== 'best') expect(after[what]).not.toEqual(before[what]);
      if (control === 'order') expect(after.arms.toSorted()).toEqual(before.arms.toSorted());
      if (control === 'baseline') expect(after.titles[0]).toContain('not declared before the run, no verdicts');
      await section(page, name).locator('button[type=reset]').click();
      if (value !== 'best') expect(await seen(page, name)).toEqual(before);
      expect(complaints).toEqual([]);
    });

    test('arms can be searched, and left out by family and one by one', async () => {
      await using opened = await open();
      const { page } = opened;
      const models = section(page, 'connections');
      const arms = async () => (await seen(page, 'connections')).arms;
      const all = await arms();
      await models.locator('[name=search]').fill('offload');
      expect(await arms()).toEqual(all.filter((arm) => arm.includes('offload') || arm === 'event-loop'));
      await models.locator('[name=search]').fill('no such model');
      expect(await models.locator('output').textContent()).toMatch(/^1 of \d+ models shown$/);
      await models.locator('[name=search]').fill('');
      await models.locator('[name=family][value=processes]').uncheck();
      expect(await arms()).toEqual(all.filter((arm) => !arm.startsWith('process')));
      await models.locator('[name=family][value=processes]').check();
      await models.locator('details.arms summary').click();
      await models.locator('[name=arm][value=epoll-loop]').uncheck();
      expect(await arms()).toEqual(all.filter((arm) => arm !== 'epoll-loop'));
    });

    test('a figure tells all that is known of it under the pointer, and nothing beside it', async () => {
      await using opened = await open();
      const { page } = opened;
      const picture = section(page, 'models').locator('.picture').first();
      const panel = page.locator('#point');
      await picture.locator('text', { hasText: /^process-pool-handoff$/ }).scrollIntoViewIfNeeded();
      const row = await picture.locator('text', { hasText: /^process-pool-handoff$/ }).boundingBox();
      const box = await picture.boundingBox();
      if (row === null || box === null) throw new Error('the chart is not drawn');
      expect(await panel.isHidden()).toBe(true);
      await page.mouse.move(box.x + box.width * 0.22, row.y + row.height / 2);
      expect(await panel.textContent()).toMatch(/process-pool-handoff.*Exactly.*Rounds.*Labels/s);
      const rounds = await panel
        .locator('dt', { hasText: /^Rounds$/ })
        .locator('xpath=following-sibling::dd[1]')
        .textContent();
      expect(rounds?.split(' · ').length).toBe(made.result.plan.rounds);
      await page.mouse.move(box.x + 5, box.y + 5);
      expect(await panel.isHidden()).toBe(true);
    });

    test('charts are gone through with the keys, and left with them', async () => {
      await using opened = await open();
      const { page, complaints } = opened;
      const picture = section(page, 'models').locator('.picture').first();
      const panel = page.locator('#point');
      await section(page, 'models').locator('button[type=reset]').focus();
      await page.keyboard.press('Tab');
      expect(await isFocused(picture)).toBe(true);
      const told: (string | null)[] = [];
      for (const key of ['Home', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'End']) {
        await page.keyboard.press(key);
        told.push(await page.locator('#said').textContent());
      }
      expect(told[1]).not.toBe(told[0]);
      expect(told[3]).toBe(told[1]);
      expect(told[4]).not.toBe(told[3]);
      await page.keyboard.press('Enter');
      expect(await isFocused(panel.locator('button.cite'))).toBe(true);
      await page.keyboard.press('Enter');
      expect(await page.locator('#citation').isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      expect(await page.locator('#citation').isVisible()).toBe(false);
      await page.keyboard.press('Escape');
      expect(await panel.isHidden()).toBe(true);
      expect(await isFocused(picture)).toBe(true);
      await page.keyboard.press('Tab');
      expect(await isFocused(picture)).toBe(false);
      expect(complaints).toEqual([]);
    });

    test('a citation is copied in each of its forms', async () => {
      await using opened = await open();
      const { page } = opened;
      const row = section(page, 'models').locator('tr[data-arm=thread-pool-handoff]').first();
      await row.locator('button.cite').first().click();
      const dialog = page.locator('#citation');
      expect(await dialog.locator('.copied').textContent()).toBe('Copied as text.');
      const clipboard = async () => await page.evaluate<string>('navigator.clipboard.readText()');
      expect(await clipboard()).toMatch(/^Model thread-pool-handoff .*95 % interval.*n = 8.*npm run bench/s);
      await dialog.locator('[data-form=markdown]').click();
      expect(await clipboard()).toContain('`thread-pool-handoff`');
      await dialog.locator('[data-form=bibtex]').click();
      expect(await clipboard()).toMatch(/^@misc\{/);
      await dialog.locator('.close').click();
      expect(await dialog.isVisible()).toBe(false);
      expect(await isFocused(row.locator('button.cite').first())).toBe(true);
      await page.locator('.answers button.cite').first().click();
      expect(await dialog.textContent()).toContain('models/finding');
    });

    test('what must not be cited says why', async () => {
      const unfit = { ...made, analysis: { ...made.analysis, controls: { ...made.analysis.controls, unfit: true } } };
      await using opened = await openPage(browser, await pageOf(unfit));
      await opened.page.locator('td button.cite').first().click();
      expect(await opened.page.locator('#citation').textContent()).toMatch(/Not to be cited.*the run is unfit/s);
    });

    test('tables are sorted by pointer and keyboard, and say how', async () => {
      await using opened = await open();
      const table = section(opened.page, 'models').locator('table').first();
      const head = table.locator('thead th').nth(1);
      const values = async () =>
        await table
          .locator('tbody tr')
          .evaluateAll((all: readonly Shown[]) => all.map(({ cells }) => Number(cells[1]?.dataset['sort'])));
      await head.locator('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('descending');
      const falling = (await values()).filter(Number.isFinite);
      expect(falling).toEqual(falling.toSorted((one, other) => other - one));
      await head.locator('button').focus();
      await opened.page.keyboard.press('Enter');
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      expect((await values()).filter(Number.isFinite)).toEqual(falling.toReversed());
      await table.locator('thead th').first().locator('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('none');
    });

    test('arrow keys go from figure to figure of a table', async () => {
      await using opened = await open();
      const { page } = opened;
      const cites = section(page, 'models').locator('table').first().locator('button.cite');
      expect(await cites.evaluateAll((all: readonly Shown[]) => all.map(({ tabIndex }) => tabIndex))).toEqual([
        0,
        ...Array.from({ length: (await cites.count()) - 1 }, () => -1),
      ]);
      await cites.first().focus();
      await page.keyboard.press('ArrowRight');
      expect(await isFocused(cites.nth(1))).toBe(true);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate('document.activeElement.closest("tr").rowIndex')).toBe(2);
    });

    test('the guide answers from what was measured, and says what was not', async () => {
      await using opened = await open();
      const { page, complaints } = opened;
      const form = page.locator('#guide form');
      const answer = page.locator('#guide .advice');
      const text = async () => (await answer.textContent()) ?? '';
      expect(await text()).toContain('64 connections');
      await form.locator('[name=connections]').fill('100000');
      expect(await text()).toMatch(/far from what you asked.*npm run bench -- connections/s);
      await form.locator('[name=connections]').fill('1');
      expect(await text()).toContain('1 connection');
      await form.locator('[name=connections]').fill('64');
      await form.locator('[name=work]').fill('100000');
      expect(await text()).toContain('Computation per request');
      await form.locator('button[type=reset]').click();
      await form.locator('[name=bytes]').fill('65536');
      expect(await text()).toContain('You asked for 65,536 B a message; nearest measured: 64');
      await form.locator('[name=exchanges]').selectOption('one');
      expect(await text()).toContain('One exchange per connection');
      await form.locator('[name=criterion]').selectOption('memory');
      expect(await text()).toContain('idle connections');
      await form.locator('[name=criterion]').selectOption('capacity');
      expect(await text()).toContain('No data');
      await form.locator('button[type=reset]').click();
      expect(await form.locator('[name=rate]').isDisabled()).toBe(true);
      await form.locator('[name=criterion]').selectOption('latency');
      await form.locator('[name=rate]').fill('1');
      expect(await text()).toContain('requests per second');
      await form.locator('[name=isolation]').selectOption('crash');
      expect(await text()).toContain('Left out, by their design');
      expect(complaints).toEqual([]);
    });

    test('colours are those of the system until somebody chooses others', async () => {
      await using opened = await open({ colorScheme: 'dark' });
      const { page } = opened;
      const paper = async () => await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const system = await paper();
      await page.locator('#theme').click();
      expect(await paper()).toBe('rgb(255, 255, 255)');
      await page.locator('#theme').click();
      expect(await paper()).toBe(system);
      await page.locator('#theme').click();
      expect(await paper()).toBe(system);
      expect(await page.locator('html').getAttribute('data-theme')).toBeNull();
    });

    test('paper has charts and tables on white, and nothing to press', async () => {
      await using opened = await open({ colorScheme: 'dark' });
      const { page } = opened;
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('form.tools').first().isVisible()).toBe(false);
      expect(await page.locator('nav').isVisible()).toBe(false);
      expect(await page.locator('button.cite').first().isVisible()).toBe(false);
      expect(await page.locator('figure svg').first().isVisible()).toBe(true);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    });

    test('the first stop of the tab key leads past everything else', async () => {
      await using opened = await open();
      const { page } = opened;
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.className')).toBe('skip');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
    });

    test('whatever can be used has a name', async () => {
      await using opened = await open();
      const nameless = await opened.page.evaluate<
        string[]
      >(`[...document.querySelectorAll('button, select, input, svg, [role=group], dialog')]
        .filter((one) => !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.labels?.length || one.textContent.trim()))
        .map((one) => one.outerHTML.slice(0, 80))`);
      expect(nameless).toEqual([]);
      const ids = await opened.page.evaluate<string[]>('[...document.querySelectorAll("[id]")].map((one) => one.id)');
      expect(new Set(ids).size).toBe(ids.length);
    });
  },
);
