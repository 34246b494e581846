/**
 * What two checkouts have to have in common, so that a client of the one measures the server of the other: otherwise a
 * difference between two results would be one between two versions.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkout } from '../../../../native/user-folder.ts';
import { quoted } from '../../../../protocol/shell-word.ts';
import type { Environment } from '../../../machine/environment-schema.ts';
import { hashSources } from '../../../machine/sources-hash.ts';

export const identitySchema = z
  .object({
    version: z.string(),
    /** As readCommit gives it; null: a copy without history. */
    commit: z.string().nullable(),
    /** See sources-hash.ts. */
    sources: z.string(),
    node: z.string(),
  })
  .readonly();

export type Identity = z.infer<typeof identitySchema>;

export function readIdentity({ commit, runtime }: Pick<Environment, 'commit' | 'runtime'>): Identity {
  const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { readonly version: string };
  return { version: manifest.version, commit, sources: hashSources(), node: runtime.node };
}

/**
 * What differs, and how to align it, as the rest of a sentence; null: they are the same.
 * @param folder of the checkout there, for the command
 */
export function differenceOf(here: Identity, there: Identity, folder: string): string | null {
  const align = `run ${alignment(here)} in ${quoted(folder)} there`;
  if (here.version !== there.version) {
    return `echobench there is version ${there.version}, and ${here.version} here; ${align}`;
  }
  if (isCommit(here.commit) && isCommit(there.commit) && here.commit !== there.commit) {
    return `echobench there is at commit ${there.commit}, and at ${here.commit} here; ${align}`;
  }
  if (here.sources !== there.sources) return differingSources(here, there, folder);
  if (here.node !== there.node) {
    return `servers there would run on Node ${there.node}, and clients here on ${here.node}; run npm ci in both checkouts, and leave --node out`;
  }
  return null;
}

/** With changes, or without history, the sources themselves are compared. */
function isCommit(commit: string | null): commit is string {
  return commit !== null && !commit.endsWith('-dirty');
}

function differingSources(here: Identity, there: Identity, folder: string): string {
  const [ours, theirs] = [here, there].map(({ commit, sources }) => {
    return `${commit ?? 'a copy without history'} (sources ${sources.slice(0, 12)})`;
  });
  const remedy = isCommit(here.commit)
    ? `run ${alignment(here)} in ${quoted(folder)} there`
    : `commit the changes here and check that commit out in ${quoted(folder)} there, or copy protocol, native, servers and package-lock.json there`;
  return `what servers are made of there differs, ${theirs}, and ${ours} here; ${remedy}`;
}

function alignment({ version, commit }: Identity): string {
  const target = commit?.replace(/-dirty$/, '') ?? `v${version}`;
  return `git fetch && git checkout ${target} && npm ci`;
}
