/** What a user asks of `npm run bench`: flags become a request, and what cannot go together is refused. Starts nothing. */
import { randomInt } from 'node:crypto';
import { userPath } from '../../native/user-folder.ts';
import { parseCount, parseDurationMs, parseName, UserError } from '../../protocol/flags.ts';
import { experimentNames } from '../experiments/index.ts';
import { parsePrecision } from '../plan/precision.ts';
import { profiles } from '../plan/profiles.ts';
import { profileNames } from '../result/plan.ts';
import { parsePath } from '../trials/paths/index.ts';
import type { BenchRequest } from './bench.ts';
import { refuseEmpty } from './refuse-empty.ts';

/** As they were typed. */
export interface BenchFlags {
  readonly profile?: string;
  readonly budget?: string;
  readonly rounds?: string;
  readonly precision?: string;
  readonly plan?: boolean;
  readonly seed?: string;
  readonly out?: string;
  readonly node?: string;
  readonly resume?: string;
  readonly path?: string;
  readonly remoteDir?: string;
}

/** @param commandLine the arguments after `npm run bench --` */
export function benchRequest(
  names: readonly string[],
  flags: BenchFlags,
  commandLine: readonly string[],
): BenchRequest {
  refuseEmptyFlags(flags);
  refuseTogether(flags);
  const chosen = names.map((name) => parseName('experiment', name, experimentNames));
  const profile = parseName('--profile', flags.profile ?? (chosen.length === 0 ? 'quick' : 'standard'), profileNames);
  const { budget, rounds, precision, seed, out, node, path, remoteDir } = flags;
  return {
    // In the order of the registry, whatever the user's was.
    experiments: chosen.length === 0 ? null : experimentNames.filter((name) => chosen.includes(name)),
    profile,
    budget: budget === undefined ? null : { ms: parseDurationMs('--budget', budget), typed: budget },
    rounds: rounds === undefined ? null : parseCount('--rounds', rounds, 1, profiles[profile].mostRounds),
    precision: precision === undefined ? null : parsePrecision('--precision', precision),
    seed: seed === undefined ? randomInt(2 ** 32) : parseCount('--seed', seed, 0, 2 ** 32 - 1),
    out: out === undefined ? null : userPath(out),
    node: node === undefined ? null : userPath(node),
    path: path === undefined ? null : parsePath('--path', path),
    remoteDir: remoteDir ?? null,
    commandLine,
  };
}

/** Of a run that goes on; null: a new one is asked for. */
export function resumeRequest(
  names: readonly string[],
  flags: BenchFlags,
): { readonly directory: string; readonly node: string | null } | null {
  refuseEmptyFlags(flags);
  if (flags.resume === undefined) return null;
  const { profile, budget, rounds, precision, plan, seed, out, path, remoteDir } = flags;
  const besides = { profile, budget, rounds, precision, plan, seed, out, path, 'remote-dir': remoteDir };
  const flag = Object.entries(besides).find(([, value]) => value !== undefined)?.[0];
  if (flag !== undefined) throw new UserError(`--${flag} with --resume: a run goes on as it was planned; leave it out`);
  if (names.length > 0) throw new UserError(`${names[0]} with --resume: a run goes on as it was planned; leave it out`);
  return { directory: userPath(flags.resume), node: flags.node === undefined ? null : userPath(flags.node) };
}

/** Each of them decides how many rounds there are. */
const decideRounds = ['rounds', 'precision', 'budget'] as const;

function refuseTogether(flags: BenchFlags): void {
  const [first, second] = decideRounds.filter((flag) => flags[flag] !== undefined);
  if (first !== undefined && second !== undefined)
    throw new UserError(`--${first} with --${second}: each decides how many rounds there are; leave one of them out`);
  if (flags.plan === true && flags.out !== undefined)
    throw new UserError(`--plan with --out ${flags.out}: a plan writes nothing; leave one of them out`);
}

function refuseEmptyFlags(flags: BenchFlags): void {
  refuseEmpty('--out', flags.out, 'name a new or empty folder, or leave the flag out');
  refuseEmpty('--resume', flags.resume, 'name the folder of a run that was cut off');
  refuseEmpty('--node', flags.node, 'name a Node, or leave the flag out');
  refuseEmpty('--remote-dir', flags.remoteDir, 'name a folder of the other machine, or leave the flag out');
}
