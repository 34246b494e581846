/** `--path` of a run: which experiments it is for, and the machine that it leads to. */
import { parseArgs } from 'node:util';
import { UserError } from '../../protocol/flags.ts';
import { experimentNames, experiments, type ExperimentName } from '../experiments/index.ts';
import { withReads } from '../experiments/reads.ts';
import type { Experiment } from '../experiments/experiment.ts';
import type { Network } from '../machine/network.ts';
import type { ProfileName } from '../result/plan.ts';
import { kindOf, kinds } from '../trials/index.ts';
import { parsePath, type ChosenPath } from '../trials/paths/index.ts';
import type { Environment } from '../machine/environment-schema.ts';
import type { RemoteMachine } from '../trials/paths/path.ts';
import { connectRemote } from '../trials/paths/remote/connect-remote.ts';

/** What others are compared with. */
const usualPath = 'loopback';

/** What a user says of it. */
export interface PathRequest {
  readonly path: ChosenPath | null;
  readonly remoteDir: string | null;
  readonly node: string | null;
}

export interface AskedExperiments {
  /** Null: those of the main job. */
  readonly experiments: readonly ExperimentName[] | null;
  readonly profile: ProfileName;
}

/** Those that were named, with what they read of others, or the main job; over another path than usual, the part of it that goes over paths. */
export function chosenExperiments({
  experiments: named,
  path,
  profile,
}: Pick<PathRequest, 'path'> & AskedExperiments): readonly Experiment[] {
  const all: readonly Experiment[] = (named ?? experimentNames).map((name) => experiments[name]);
  if (named !== null) return withReads(all, experiments, profile);
  return all.filter((experiment) => experiment.isHeadline && (path === null || canTake(experiment, path)));
}

/** @throws UserError for what cannot go together, before anything is started */
export function refusePath(request: PathRequest & AskedExperiments): void {
  const { path, remoteDir, node } = request;
  const isElsewhere = path?.path.server === 'elsewhere';
  if (remoteDir !== null && !isElsewhere)
    throw new UserError(`--remote-dir ${remoteDir}: names a folder of another machine; add --path ssh:DESTINATION`);
  if (node !== null && isElsewhere)
    throw new UserError(
      `--node ${node} with --path ${path.name}: names a file of this machine, and the server runs on another; leave it out`,
    );
  if (path === null) return;
  const asked = chosenExperiments(request);
  const groups = asked.filter(({ paths }) => paths === 'groups');
  if (path.name === usualPath && groups.length === asked.length)
    throw new UserError(`--path ${path.name} with paths-models: is what it compares others with; name another path`);
  const others = asked.filter((experiment) => !canTake(experiment, path));
  const [other] = others;
  if (other === undefined) return;
  const names = others.map(({ name }) => name).join(', ');
  const able = experimentNames.filter((name) => canTake(experiments[name], path)).join(', ');
  const why = kindOf(kinds, other.kind).takesPath
    ? 'start a server of their own for each trial, and that one is running already'
    : 'compare channels or judge claims, which take no network path';
  throw new UserError(`--path ${path.name} with ${names}: these ${why}; use it with ${able}`);
}

/** Where nothing but that path is measured, and it cannot be. @throws UserError */
export function refuseUnavailable(request: Pick<PathRequest, 'path'> & AskedExperiments, network: Network): void {
  const { path } = request;
  if (path === null || chosenExperiments(request).some(({ paths }) => paths !== undefined)) return;
  const available = path.path.available(network, path.argument);
  if (!available.ok) throw new UserError(`--path ${path.name}: ${available.reason}`);
}

function canTake({ kind, paths }: Experiment, { path }: ChosenPath): boolean {
  return kindOf(kinds, kind).takesPath && (path.server !== 'running' || paths === 'arms');
}

/** Of a run that goes on: as it was begun. */
export function pathOf(commandLine: readonly string[]): PathRequest {
  const { values } = parseArgs({
    args: [...commandLine],
    options: { path: { type: 'string' }, 'remote-dir': { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  const { path, 'remote-dir': remoteDir } = values;
  return {
    path: typeof path === 'string' ? parsePath('--path', path) : null,
    remoteDir: typeof remoteDir === 'string' ? remoteDir : null,
    node: null,
  };
}

/** Null unless the path leads to another machine. @throws UserError when it cannot be reached, or has another echobench */
export async function reachRemote(
  { path, remoteDir }: PathRequest,
  here: Environment,
  signal: AbortSignal,
): Promise<RemoteMachine | null> {
  if (path === null || path.path.server !== 'elsewhere') return null;
  return await connectRemote({ destination: path.argument, remoteDir, here, signal });
}
