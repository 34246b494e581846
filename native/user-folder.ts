/**
 * Paths and commands as the user has them. npm changes into the checkout before it runs a script, and leaves the folder
 * where its user is in INIT_CWD: `npm --prefix DIR run bench -- --out ./mine` means a `mine` beside the user, not one
 * in DIR.
 */
import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { quoted } from '../protocol/shell-word.ts';

export const checkout = resolve(import.meta.dirname, '..');

/** Where the user typed the command. */
function userFolder(): string {
  const { INIT_CWD: called, npm_package_json: manifest } = process.env;
  const here = process.cwd();
  // A script of another package leaves these two for itself, and has changed the folder as it wants it.
  const isOurScript = here === checkout && (manifest === undefined || isOurManifest(manifest));
  return isOurScript && called !== undefined && called !== '' ? called : here;
}

/** A path that the user typed, as this process has to open it. As it was typed where that is the same. */
export function userPath(path: string): string {
  const folder = userFolder();
  return path === '' || isAbsolute(path) || folder === process.cwd() ? path : join(folder, path);
}

/** A path of this process as its user would type it: from the folder the user is in, or absolute where it is outside. */
export function pathForUser(path: string): string {
  const absolute = resolve(path);
  const fromThere = relative(userFolder(), absolute);
  if (fromThere === '' || fromThere.startsWith('..')) return absolute;
  return fromThere.startsWith('-') ? `./${fromThere}` : fromThere;
}

/** `npm run report -- 'my results'`: a command that can be pasted where the user is, whatever is in its words. */
export function npmCommand(script: string, words: readonly string[]): string {
  const isInside = !relative(checkout, userFolder()).startsWith('..');
  const npm = isInside ? 'npm run' : `npm --prefix ${quoted(checkout)} run`;
  return [npm, script, ...(words.length === 0 ? [] : ['--']), ...words.map(quoted)].join(' ');
}

function isOurManifest(path: string): boolean {
  try {
    return dirname(realpathSync(path)) === checkout;
  } catch {
    // It names no file, and so not ours.
    return false;
  }
}
