/**
 * What report.html is made of besides its data. Its script is TypeScript beside the report and shares the report's modules, so it
 * is bundled when a report is written, by a bundler whose version is pinned: the same sources give the same bytes.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { checkout } from '../../native/user-folder.ts';
import type { PageParts } from '../report/html/document.ts';

const folder = new URL('../report/html/page/', import.meta.url);

/** Once per process: several reports have the same. Loaded late, since nothing else takes a bundler. */
let made: Promise<PageParts> | null = null;

export async function pageParts(): Promise<PageParts> {
  made ??= makeParts();
  return await made;
}

async function makeParts(): Promise<PageParts> {
  const [script, style] = await Promise.all([
    bundle(new URL('../report/html/page/main.ts', import.meta.url)),
    readFile(new URL('page.css', folder), 'utf8'),
  ]);
  return { script, style };
}

/** @param entry whose imports come with it, minified */
export async function bundle(entry: URL): Promise<string> {
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    input: fileURLToPath(entry),
    // Names in the output are relative to it, wherever the checkout lies and wherever somebody stands.
    cwd: checkout,
    platform: 'browser',
    // The page's own tsconfig.json is for the type checker.
    tsconfig: false,
    logLevel: 'silent',
  });
  try {
    const { output } = await build.generate({ format: 'iife', minify: true });
    return output[0].code;
  } finally {
    await build.close();
  }
}
