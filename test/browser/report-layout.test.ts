/** Whether everything of a report's page is to be seen: on a screen, on paper, and before all of it is built. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkout } from '../../native/user-folder.ts';
import { loadResult } from '../../runner/commands/load-result.ts';
import { missingChromium, openChromium } from './chromium.ts';
import { made, pageOf } from './made-page.ts';
import { openPage, unfoldAll } from './open-page.ts';

/** The committed results with the largest files, which have the widest tables. */
const committed = readdirSync(join(checkout, 'results'))
  .flatMap((name) => {
    const size = statSync(join(checkout, 'results', name, 'results.json'), { throwIfNoEntry: false })?.size;
    return size === undefined ? [] : [{ name, size }];
  })
  .toSorted((one, other) => other.size - one.size)
  .slice(0, 3)
  .map(({ name }) => name);

/** Tables that are wider than their place, and texts of figures that are broken inside of a number. */
async function faultsOfTables(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const wide = [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth);
    const broken = [...document.querySelectorAll('.value, .interval')].filter((one) => one.getClientRects().length > 1);
    return [
      ...wide.map((one) => one.closest('section[id]').id + ': ' + one.scrollWidth + ' px in ' + one.clientWidth),
      ...broken.map((one) => 'broken: ' + one.textContent),
    ];
  })()`);
}

describe.skipIf(missingChromium !== null)(
  `the layout of report.html${missingChromium === null ? '' : ` (skipped: ${missingChromium})`}`,
  () => {
    let browser: Browser;
    const pages = new Map<string, string>();
    beforeAll(async () => {
      browser = await openChromium();
      pages.set('made up', await pageOf(made));
      for (const name of committed) pages.set(name, await pageOf(await loadResult(join(checkout, 'results', name))));
    });
    afterAll(async () => {
      await browser.close();
    });

    test.each(['made up', ...committed])(
      'of %s: all tables fit a screen of 1280 px and paper of 794 px',
      async (name) => {
        await using opened = await openPage(browser, pages.get(name) ?? '');
        const { page } = opened;
        await unfoldAll(page);
        expect(await page.locator('.figure .interval').count()).toBeGreaterThan(10);
        expect(await faultsOfTables(page)).toEqual([]);
        await page.setViewportSize({ width: 794, height: 1100 });
        await page.emulateMedia({ media: 'print' });
        expect(await faultsOfTables(page)).toEqual([]);
        const [needed = 0, given = 0] = await page.evaluate<number[]>(
          '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
        );
        expect(given).toBe(794);
        expect(needed).toBeLessThanOrEqual(given);
      },
    );

    test('a table that has to scroll shows it, and keeps the names in sight', async () => {
      await using opened = await openPage(browser, pages.get('made up') ?? '', { width: 720 });
      const { page } = opened;
      const found = await page.evaluate<{
        readonly before: number;
        readonly after: number;
        readonly shadow: string;
      } | null>(`(() => {
        const wide = [...document.querySelectorAll('.scroll')].find((one) => one.scrollWidth > one.clientWidth);
        if (wide === undefined) return null;
        const leftOf = () => wide.querySelector('tbody th').getBoundingClientRect().left;
        const before = leftOf();
        wide.scrollLeft = 80;
        return { before, after: leftOf(), shadow: getComputedStyle(wide).backgroundImage };
      })()`);
      if (found === null) throw new Error('no table scrolls: make the page narrower');
      expect(found.after).toBe(found.before);
      expect(found.shadow).toContain('linear-gradient');
    });

    test('the page can be used before its sections are built, and all are built afterwards', async () => {
      await using opened = await openPage(browser, pages.get('made up') ?? '', {
        first: `new MutationObserver((_, observer) => {
          if (document.documentElement?.dataset.ready !== 'true') return;
          observer.disconnect();
          window.emptyWhenReady = [...document.querySelectorAll('.live')].filter((one) => one.childElementCount === 0).length;
        }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-ready'] })`,
      });
      const { page } = opened;
      const sections = made.analysis.experiments.length;
      expect(await page.evaluate('window.emptyWhenReady')).toBe(sections);
      expect(await page.locator('.live > form').count()).toBe(sections);
      expect(await page.locator('#controls-chart svg').count()).toBe(1);
    });

    test('whoever prints before that gets all of it', async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      // A browser that never has time for what is not in sight.
      await page.addInitScript('window.requestIdleCallback = () => 0');
      await page.setContent(pages.get('made up') ?? '');
      const sections = made.analysis.experiments.length;
      expect(await page.locator('.live > form').count()).toBeLessThan(sections);
      await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
      expect(await page.locator('.live > form').count()).toBe(sections);
      await context.close();
    });

    test('a section is built when somebody goes to it', async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript('window.requestIdleCallback = () => 0');
      await page.setContent(pages.get('made up') ?? '');
      const last = page.locator('section.experiment').last();
      expect(await last.locator('.live > form').count()).toBe(0);
      await last.scrollIntoViewIfNeeded();
      await last.locator('.live > form').waitFor();
      await context.close();
    });
  },
);
