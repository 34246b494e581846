/**
 * Memory of this process that is in RAM. Node opens a file for every answer, and has none when descriptors have run out,
 * which is when a server is asked: the file stays open here. In the main thread of a process.
 */
import { openSync, readFileSync, readSync } from 'node:fs';
import { Buffer } from 'node:buffer';

interface Reader {
  readonly statm: number;
  readonly pageBytes: number;
}

/** Null where the system has nothing like it. */
let reader: Reader | null | undefined;
const text = Buffer.alloc(256);

/** Has the answers to come not depend on a free descriptor. */
export function holdResidentMemory(): void {
  if (reader !== undefined) return;
  try {
    reader = { statm: openSync('/proc/self/statm', 'r'), pageBytes: readPageBytes() };
  } catch (error) {
    // Off Linux there will never be one; without a descriptor there may be one the next time.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') reader = null;
  }
}

export function residentBytes(): number {
  holdResidentMemory();
  if (reader === undefined || reader === null) return process.memoryUsage.rss();
  const length = readSync(reader.statm, text, 0, text.length, 0);
  // Sizes in pages: of all, then of what is resident (proc_pid_statm(5)).
  return Number(text.toString('latin1', 0, length).split(' ')[1]) * reader.pageBytes;
}

/** AT_PAGESZ of what the kernel told the program (getauxval(3)): pairs of a type and a value, 8 bytes each. */
function readPageBytes(): number {
  const pageSize = 6n;
  const pairs = readFileSync('/proc/self/auxv');
  for (let at = 0; at + 16 <= pairs.length; at += 16) {
    if (pairs.readBigUInt64LE(at) === pageSize) return Number(pairs.readBigUInt64LE(at + 8));
  }
  throw new Error('/proc/self/auxv does not tell the size of a page');
}
