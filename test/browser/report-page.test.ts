import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkout } from '../../native/user-folder.ts';
import { loadResult } from '../../runner/commands/load-result.ts';
import { missingChromium, openChromium } from './chromium.ts';
import { made, pageOf } from './made-page.ts';
import { openPage, outOfTheirBoxes, unfoldAll, type OpenedPage, type PageOptions } from './open-page.ts';

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
      await page.locator('#copied').waitFor();
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
          `${folder}: could be used after ${Math.round(await page.evaluate<number>("performance.getEntriesByType('navigation')[0].domContentLoadedEventStart"))} ms at ${width} px`,
        );
        await unfoldAll(page);
        expect(await outOfTheirBoxes(page)).toEqual([]);
        expect(complaints).toEqual([]);
      }
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
