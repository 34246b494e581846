/** What paths can leave on a machine: processes, interfaces and namespaces with a name, folders. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { ownerOf } from '../../native/owned-folder.ts';
import { isAlive } from './program-under-test.ts';

/** One line each, sorted. @param runners pids of those whose processes and folders are meant; names are anybody's */
export function leftOfPaths(...runners: readonly number[]): readonly string[] {
  return [
    ...holders(...runners).map((pid) => `process ${pid}`),
    ...ofTheSuite('ip', '-o', 'link').map((line) => `interface ${line}`),
    ...ofTheSuite('ip', 'netns').map((line) => `namespace ${line}`),
    ...namesIn('/run/netns').map((name) => `/run/netns/${name}`),
    ...socketFolders(runners).map((name) => `folder ${name}`),
  ].toSorted();
}

/** Processes that hold a namespace for one of these, or are about to. */
export function holders(...runners: readonly number[]): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => {
      const runner = /\0echobench-(?:client|server)-of-(\d+)\0$/.exec(commandLine(name))?.[1];
      return runner !== undefined && runners.includes(Number(runner));
    })
    .map(Number)
    .filter(isAlive);
}

function socketFolders(runners: readonly number[]): readonly string[] {
  return namesIn(tmpdir()).filter((name) => {
    const owner = name.startsWith('echobench-socket-') ? ownerOf(name) : null;
    return owner !== null && runners.includes(owner.pid);
  });
}

function ofTheSuite(file: string, ...args: readonly string[]): readonly string[] {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  const lines = execFileSync(file, args, { encoding: 'utf8', env }).split('\n');
  return lines.filter((line) => line.includes('echobench-'));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nobody ever gave a namespace a name.
    return [];
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}
