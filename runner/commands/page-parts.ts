/**
 * What report.html is made of besides its data. Its script is TypeScript beside the report and shares the report's modules, so it
 * is bundled when a report is written, by a bundler whose version is pinned: the same sources give the same bytes.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { checkout } from '../../native/user-folder.ts';
import type { PageParts } from '../report/html/document.ts';

const report = new URL('../report/html/page/main.ts', import.meta.url);
const index = new URL('../report/html/page/index-main.ts', import.meta.url);
const styles = new URL('../report/html/page/page.css', import.meta.url);

/** Once per process: several reports have the same. */
const made = new Map<URL, Promise<PageParts>>();

/** Of report.html. */
export async function pageParts(): Promise<PageParts> {
  return await partsOf(report);
}

/** Of index.html. */
export async function indexParts(): Promise<PageParts> {
  return await partsOf(index);
}

async function partsOf(entry: URL): Promise<PageParts> {
  const parts = made.get(entry) ?? makeParts(entry);
  made.set(entry, parts);
  return await parts;
}

async function makeParts(entry: URL): Promise<PageParts> {
  const [script, style] = await Promise.all([bundle(entry), readFile(styles, 'utf8')]);
  return { script, style };
}

/** @param entry whose imports come with it, minified */
async function bundle(entry: URL): Promise<string> {
  // Loaded late: nothing else takes a bundler.
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    input: fileURLToPath(entry),
    // Names in the output are relative to it, wherever the checkout lies and wherever somebody stands.
    cwd: checkout,
    platform: 'browser',
    // What is imported and not used goes, and with it what only Node has.
    treeshake: { moduleSideEffects: false },
    // The page's own tsconfig.json is for the type checker.
    tsconfig: false,
    logLevel: 'silent',
  });
  try {
    const { output } = await build.generate({ format: 'iife', minify: true });
    const [{ code, imports }] = output;
    // What only Node has would be missing in the page when it is opened, which is late to find out.
    if (imports.length > 0) throw new Error(`the script of a page needs ${imports.join(', ')}, which no browser has`);
    return code;
  } finally {
    await build.close();
  }
}
