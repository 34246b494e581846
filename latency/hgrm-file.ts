/**
 * The latencies of one measurement as files for the tools of HdrHistogram: `lat.hgrm` for the first, `lat.NAME.hgrm` for
 * each of the others; or, where the name ends in `.hlog`, one log with all of them.
 */
import { open, realpath, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { replaceFile } from '../native/durable-file.ts';
import { errorCode, storageError } from '../native/storage-error.ts';
import { UserError } from '../protocol/flags.ts';
import { formatHgrm } from './hgrm.ts';
import { formatIntervalLog } from './interval-log.ts';
import { distinct, safeName } from './safe-names.ts';

export interface NamedLatency {
  /** As the file and the tag have it, such as `service`. */
  readonly name: string;
  /** HDR histogram of nanoseconds, V2 compressed, base64. */
  readonly histogram: string;
}

export interface Measured {
  readonly startedAt: Date;
  readonly ns: number;
}

const advice = 'name a file in a folder that is there and can be written';

/**
 * Before anything is measured: whether the file can be written then. Leaves nothing behind, and what is there as it is.
 * @param flag what the user gave its name with
 * @throws UserError when it is a folder, a device or a pipe, or when its folder is not there or cannot be written
 */
export async function refuseUnwritableFile(flag: string, file: string): Promise<void> {
  try {
    const there = await statIfThere(file);
    if (file.endsWith('/') || there?.isDirectory() === true)
      throw new UserError(`${flag} ${file}: this is a folder: name a file in it, such as ${join(file, 'lat.hgrm')}`);
    // What is written takes its place, and a device would be gone.
    if (there?.isFile() === false) throw new UserError(`${flag} ${file}: this is a device or a pipe: ${advice}`);
    await tryToWrite(dirname(await targetOf(file)));
  } catch (error) {
    throw error instanceof UserError ? error : storageError(`${flag} ${file}`, error, advice);
  }
}

/**
 * Each file is there in full, or as it was before. Returns their paths.
 * @param latencies the one that counts first; the others go to files beside it
 * @throws UserError when the disk refuses
 */
export async function writeLatencies(
  file: string,
  latencies: readonly NamedLatency[],
  measured: Measured,
): Promise<readonly string[]> {
  const files = extname(file) === '.hlog' ? await logOf(file, latencies, measured) : await hgrmsOf(file, latencies);
  for (const [path, content] of files) {
    try {
      const target = await targetOf(path);
      await replaceFile(dirname(target), basename(target), content);
    } catch (error) {
      throw storageError(path, error, 'the report that was printed holds the histograms too');
    }
  }
  return files.map(([path]) => path);
}

type NamedFile = readonly [path: string, content: string];

async function hgrmsOf(file: string, latencies: readonly NamedLatency[]): Promise<readonly NamedFile[]> {
  const extension = extname(file);
  const stem = file.slice(0, file.length - extension.length);
  const names = distinct(latencies.map(({ name }) => safeName(name)));
  return Promise.all(
    latencies.map(async ({ name, histogram }, index): Promise<NamedFile> => {
      const path = index === 0 ? file : `${stem}.${names[index]}${extension}`;
      return [path, await formatHgrm(histogram, [`Latency = ${name}`])];
    }),
  );
}

async function logOf(file: string, latencies: readonly NamedLatency[], measured: Measured) {
  const tags = distinct(latencies.map(({ name }) => safeName(name)));
  const intervals = latencies.map(({ histogram }, index) => {
    return { tag: tags[index] as string, histogram, startedAt: measured.startedAt, measuredNs: measured.ns };
  });
  return [[file, await formatIntervalLog(intervals, ['[echobench: latencies in nanoseconds]'])] as const];
}

/** Where a link leads, so that the link stays one; the path itself where nothing is there yet. */
async function targetOf(path: string): Promise<string> {
  return (await statIfThere(path)) === null ? path : await realpath(path);
}

async function statIfThere(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A permission that is given can still mean nothing, as on /proc: only a file tells. */
async function tryToWrite(directory: string): Promise<void> {
  const trial = join(directory, `.echobench.${process.pid}.tmp`);
  let file: FileHandle | null = null;
  try {
    file = await open(trial, 'w');
  } finally {
    await file?.close();
    await rm(trial, { force: true });
  }
}
