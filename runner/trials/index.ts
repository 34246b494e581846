/** All kinds of trials. A new one is its folder and one line here. */
import { channelKind } from './channel/kind.ts';
import { claimKind } from './claim/kind.ts';
import type { TrialKind } from './kind.ts';
import { serverKind } from './server/kind.ts';

/** By name: the registry of the suite, or one that a test made. */
export type Kinds = Readonly<Record<string, TrialKind>>;

export const kinds: Kinds = { server: serverKind, channel: channelKind, claim: claimKind };

/** @throws Error for a name that no plan of this registry can hold: a defect of ours, since files are checked when read. */
export function kindOf(registry: Kinds, name: string): TrialKind {
  const kind = registry[name];
  if (kind === undefined) throw new Error(`no kind of trial is called ${name}`);
  return kind;
}
