/**
 * Folders that last as long as the process that makes them, with its mark in their names: should it be killed, whoever
 * cleans up later can tell that nobody uses them any more. The mark is in the name since it is there from the first
 * moment on; a file inside would be missing in the folder of a process that was killed in between.
 *
 *     echobench-compile-9f86d081-4711-123456-k3X9aQ
 *               kind    where    pid  start
 */
import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOfProcess } from './process-start.ts';

export interface Owner {
  /** Whether its pid means something here: not on another machine, or in another container, with the same folder. */
  readonly isFromHere: boolean;
  readonly pid: number;
  /** As `startOfProcess` has it; empty where that could not be told. */
  readonly start: string;
}

/** What all names of the suite's own folders begin with. */
export const ownPrefix = 'echobench-';

const ownedName = /^echobench-[a-z]+-([0-9a-f]{8})-(\d{1,10})-(\d{0,20})-\w{6}$/;

/** A new folder for this user alone. @param kind what it is for, in small letters. @throws as mkdtemp(3) */
export async function makeOwnedFolder(kind: string, parent: string = tmpdir()): Promise<string> {
  return await mkdtemp(beginningOf(kind, parent));
}

/** How long its path will be: a socket's has a limit. */
export function ownedFolderBytes(kind: string, parent: string = tmpdir()): number {
  return Buffer.byteLength(beginningOf(kind, parent)) + chosenCharacters;
}

/** What mkdtemp(3) puts behind it. */
const chosenCharacters = 6;

function beginningOf(kind: string, parent: string): string {
  const mark = [whereWeAre(), process.pid, startOfProcess(process.pid) ?? ''].join('-');
  return join(parent, `${ownPrefix}${kind}-${mark}-`);
}

/** Whose folder a name tells of; null where it bears no mark. */
export function ownerOf(name: string): Owner | null {
  const [, where, pid, start] = ownedName.exec(name) ?? [];
  if (where === undefined || pid === undefined || start === undefined) return null;
  return { isFromHere: where === whereWeAre(), pid: Number(pid), start };
}

/** Of the machine and of the namespace that pids are from, without their names. */
function whereWeAre(): string {
  return createHash('sha256').update(`${hostname()} ${pidNamespace()}`).digest('hex').slice(0, 8);
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Off Linux, where there is one for all.
    return '';
  }
}
