import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingChromium, openChromium } from './chromium.ts';
import { made, pageOf } from './made-page.ts';
import { isFocused, openPage, type OpenedPage } from './open-page.ts';

/** What tests read of elements, for which they have no types. */
interface Shown {
  readonly innerHTML: string;
  readonly tabIndex: number;
  readonly dataset: Readonly<Record<string, string>>;
  readonly cells: readonly Shown[];
}

describe.skipIf(missingChromium !== null)(
  `the controls of report.html${missingChromium === null ? '' : ` (skipped: ${missingChromium})`}`,
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

    const open = async (): Promise<OpenedPage> => await openPage(browser, html);

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
      await picture.focus();
      await page.keyboard.press('End');
      const ring = await picture.locator('.ring').boundingBox();
      const box = await picture.boundingBox();
      if (ring === null || box === null) throw new Error('the chart is not drawn');
      await page.keyboard.press('Escape');
      expect(await panel.isHidden()).toBe(true);
      await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
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
      await page.locator('#copied').waitFor();
      expect(await page.locator('#said').textContent()).toMatch(/^Copied as text/);
      expect(await page.locator('#citation').isVisible()).toBe(false);
      expect(await isFocused(picture)).toBe(true);
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      expect(copied).toMatch(/^Model process-pool-handoff .*95 % interval/);
      await page.keyboard.press('Shift+Enter');
      expect(await page.locator('#citation').textContent()).toContain(copied);
      await page.keyboard.press('Escape');
      expect(await page.locator('#citation').isVisible()).toBe(false);
      expect(await isFocused(picture)).toBe(true);
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
      const note = page.locator('#copied');
      await note.waitFor();
      expect(await dialog.isVisible()).toBe(false);
      expect(await page.locator('#said').textContent()).toMatch(/^Copied as text/);
      const clipboard = async () => await page.evaluate<string>('navigator.clipboard.readText()');
      expect(await clipboard()).toMatch(/^Model thread-pool-handoff .*95 % interval.*n = 8.*npm run bench/s);
      await row.locator('button.cite').first().focus();
      await note.locator('button.close').click();
      expect(await note.isVisible()).toBe(false);
      await row
        .locator('button.cite')
        .first()
        .click({ modifiers: ['Shift'] });
      expect(await note.isVisible()).toBe(false);
      await dialog.locator('[data-form=markdown]').click();
      await dialog.locator('.copied', { hasText: 'Copied as markdown.' }).waitFor();
      expect(await clipboard()).toContain('`thread-pool-handoff`');
      await dialog.locator('[data-form=bibtex]').click();
      await dialog.locator('.copied', { hasText: 'Copied as bibtex.' }).waitFor();
      expect(await clipboard()).toMatch(/^@misc\{/);
      await dialog.locator('.close').click();
      expect(await dialog.isVisible()).toBe(false);
      expect(await isFocused(row.locator('button.cite').first())).toBe(true);
      await page.locator('.answers button.cite').first().click();
      await note.waitFor();
      await note.locator('button.formats').click();
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
      expect(await text()).toMatch(/^\s*No data for that.*npm run bench -- connections.*nearest measured: 512\./s);
      expect(await text()).not.toContain('came out best');
      expect(await answer.locator('table').isVisible()).toBe(false);
      for (const wrong of ['-1', '0']) {
        await form.locator('[name=connections]').fill(wrong);
        expect(await text()).toMatch(/^\s*Connections: a number of at least 1/);
      }
      await form.locator('[name=connections]').fill('');
      expect(await text()).toContain('Left open, so that any value is taken: Connections (1 or more)');
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
  },
);
