/** A report's page in a browser that notes whatever a page must not do, and what tests of several pages ask of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** Messages on the console, errors, and requests for anything but the page itself. */
  readonly complaints: string[];
}

export interface PageOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Script that runs in the page before its own. */
  readonly first?: string;
}

/** As a file from a disk, which is how people get it. */
export async function openPage(browser: Browser, html: string, options: PageOptions = {}): Promise<OpenedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'echobench-page-'));
  const path = join(folder, 'page.html');
  await writeFile(path, html);
  const url = pathToFileURL(path).href;
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  if (options.first !== undefined) await page.addInitScript(options.first);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  // Sections are built after the page can be used, while the browser is idle: tests look at whole pages.
  await page
    .locator('html[data-ready=true][data-complete=true], html[data-ready=true]:not(:has(#data))')
    .waitFor({ state: 'attached', timeout: 20_000 })
    .catch(() => {
      throw new Error(`the page did not come up: ${complaints.join('; ')}`);
    });
  return {
    page,
    complaints,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Opens everything that is folded away. */
export async function unfoldAll(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
}

export async function isFocused(element: Locator): Promise<boolean> {
  return await element.evaluate((one: { matches(selector: string): boolean }) => one.matches(':focus'));
}

/**
 * What is cut off or reaches out of what it stands in: cells and buttons that hold more than they show, and texts of pictures
 * beyond the picture. Tables and code may be wider than the page in a box that scrolls; the page itself may not.
 */
export async function outOfTheirBoxes(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const found = [];
    const isShown = (element) => element.getClientRects().length > 0;
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push('the page is ' + root.scrollWidth + ' px wide');
    for (const element of document.querySelectorAll('td, th, button, select, label, summary, dd, dt, li, p, h1, h2, h3, h4, legend, output')) {
      if (!isShown(element) || element.closest('.hidden, #said, .skip')) continue;
      if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
        found.push(element.tagName + ': ' + element.textContent.trim().slice(0, 60));
    }
    for (const svg of document.querySelectorAll('svg')) {
      const { width, height } = svg.viewBox.baseVal;
      for (const text of svg.querySelectorAll('text')) {
        const box = text.getBBox();
        if (box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height)
          found.push('text of ' + svg.querySelector('title').textContent.slice(0, 30) + ': ' + text.textContent);
      }
    }
    return found;
  })()`);
}
