/** Tools that a test needs and a machine may not have: root installs them, anybody else is told which package it is. */
import { execFileSync } from 'node:child_process';

/**
 * Null when it is there, or could be installed; else why a test that needs it cannot run here.
 * @param debianPackage what apt(8) calls it
 */
export function missingTool(tool: string, debianPackage: string): string | null {
  return missing(tool, () => isThere(tool), debianPackage);
}

/** The same of a family of fonts, as fontconfig finds it. */
export function missingFont(family: string, debianPackage: string): string | null {
  return (
    missingTool('fc-list', 'fontconfig') ??
    missing(`the font ${family}`, () => execFileSync('sh', ['-c', 'fc-list "$0"', family]).length > 0, debianPackage)
  );
}

function missing(what: string, isPresent: () => boolean, debianPackage: string): string | null {
  if (isPresent()) return null;
  const remedy = `needs ${what}: install ${debianPackage}`;
  if (process.geteuid?.() !== 0 || !isThere('apt-get')) return remedy;
  try {
    // Another test file may be installing something at the same time.
    const waiting = ['-o', 'DPkg::Lock::Timeout=120'];
    execFileSync('apt-get', ['update', '-qq', ...waiting], quiet);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...waiting, debianPackage], quiet);
  } catch (error) {
    return `${remedy}, which apt-get cannot: ${(error as Error).message.split('\n', 1)[0]}`;
  }
  return isPresent() ? null : remedy;
}

const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;

function isThere(tool: string): boolean {
  try {
    // Where only the PATH of root leads, the suite looks too (network-tools.ts).
    const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
    execFileSync('sh', ['-c', 'command -v "$0"', tool], { stdio: 'ignore', env });
    return true;
  } catch {
    return false;
  }
}
