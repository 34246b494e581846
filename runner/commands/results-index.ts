/** index.html of a folder of results. It says what the reports in it say; only a run without one is analysed for it. */
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { npmCommand, pathForUser } from '../../native/user-folder.ts';
import { storageError } from '../../native/storage-error.ts';
import { UserError } from '../../protocol/flags.ts';
import { pageName } from '../report/html/document.ts';
import { indexEntry, type IndexEntry } from '../report/html/index-entry.ts';
import { renderIndex, type IndexItem } from '../report/html/index-page.ts';
import { summaryOf } from '../report/summary/summary.ts';
import { resultName } from '../store/result-file.ts';
import { loadResult } from './load-result.ts';
import { indexParts } from './page-parts.ts';

const indexName = 'index.html';
/** What is linked where it is there; the first is what the name of a run leads to. */
const files = [pageName, 'report.md', resultName];

/** Whether a folder holds runs, and is none itself. */
export async function holdsRuns(directory: string): Promise<boolean> {
  if (await exists(join(directory, resultName))) return false;
  const found = await Promise.all(
    (await foldersIn(directory)).map((name) => exists(join(directory, name, resultName))),
  );
  return found.includes(true);
}

/** Returns the path of the page. @throws UserError when it cannot be written */
export async function writeIndex(directory: string): Promise<string> {
  const items: IndexItem[] = [];
  // One after another: a run that has no report takes the memory of its trials.
  for (const folder of await foldersIn(directory)) items.push(await itemOf(directory, folder));
  const path = join(directory, indexName);
  const page = renderIndex(items, await indexParts());
  try {
    await writeFile(path, page);
  } catch (error) {
    throw storageError(
      path,
      error,
      `put that right, then make it with ${npmCommand('report', [pathForUser(directory)])}`,
    );
  }
  return path;
}

/** By name; links such as `latest` would list a run twice. */
async function foldersIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.filter((name) => !name.startsWith('.')).toSorted((one, other) => (one < other ? -1 : 1));
}

async function itemOf(directory: string, folder: string): Promise<IndexItem> {
  const path = join(directory, folder);
  try {
    const entry = (await entryOfReport(join(path, pageName))) ?? (await entryOfResult(path));
    const present = await Promise.all(files.map(async (name) => ((await exists(join(path, name))) ? [name] : [])));
    return { folder, entry, files: present.flat() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The page may be read elsewhere: the folder is named beside it.
    return {
      folder,
      problem: error.message.replace(`${path}: `, '').replaceAll(`${path}/`, '').replaceAll(path, folder),
    };
  }
}

async function entryOfResult(path: string): Promise<IndexEntry> {
  const { result, analysis } = await loadResult(path);
  return indexEntry(result, summaryOf(result, analysis));
}

const entrySchema = z.object({
  startedAt: z.string(),
  profile: z.string(),
  machine: z.string(),
  commit: z.string().nullable(),
  experiments: z.array(z.object({ name: z.string(), title: z.string(), answer: z.string() })),
  fit: z.boolean(),
  reason: z.string(),
  trials: z.number(),
}) satisfies z.ZodType<IndexEntry>;

/** Null where there is no report, or one of another version, or one that was edited: then the trials tell. */
async function entryOfReport(path: string): Promise<IndexEntry | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  const embedded = /<script type="application\/json" id="index-entry">(.*?)<\/script>/s.exec(text)?.[1];
  if (embedded === undefined) return null;
  try {
    return entrySchema.safeParse(JSON.parse(embedded)).data ?? null;
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
