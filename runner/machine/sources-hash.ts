/**
 * What a server is made of, as one number: two machines measure the same program when they have the same. A commit alone
 * does not tell, since a work tree may have changes, and a copy of one has no history.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { checkout } from '../../native/user-folder.ts';

/** What servers load, and the versions of the packages that they load; without tests, which none of them does. */
const loaded = ['{protocol,native,servers}/**/*.ts', 'package-lock.json'];

/** SHA-256, hexadecimal. Some milliseconds. */
export function hashSources(folder: string = checkout): string {
  const files = globSync(loaded, { cwd: folder }).filter((file) => !file.endsWith('.test.ts'));
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    const content = readFileSync(join(folder, file));
    // With its length, so that no text can move from one file into the next.
    hash.update(`${file.replaceAll(sep, '/')} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
