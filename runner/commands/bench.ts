/** `npm run bench`: from a request to a folder with results, charts and findings. Reads top to bottom as a run goes. */
import { resolve } from 'node:path';
import { allowedCpus, canPin } from '../../native/affinity.ts';
import { userPath } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import type { Spread } from '../analysis/precision.ts';
import type { ExperimentName } from '../experiments/index.ts';
import { refuseFewDescriptors } from '../machine/descriptor-room.ts';
import { refuseOtherMachine } from '../machine/environment.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import { surveyNetwork } from '../machine/network.ts';
import { readDescriptorLimit } from '../machine/machine.ts';
import { readTopology } from '../machine/topology.ts';
import { paceOf } from '../plan/estimate.ts';
import type { PlanSetting } from '../plan/plan-setting.ts';
import { pathOfControls, planRun, type PlannedRun } from '../plan/plan.ts';
import type { Budget } from '../plan/rounds.ts';
import { profiles } from '../plan/profiles.ts';
import type { ProfileName } from '../result/plan.ts';
import { refusePrecision, type AskedPrecision } from '../plan/precision.ts';
import { resultFormat, resultVersion, type ResultHeader } from '../result/result.ts';
import { ranBeforeMs } from '../run/time-limit.ts';
import { createOutDirectory, createResultDirectory, type NewDirectory } from '../store/directories.ts';
import { createJournal, resumeJournal } from '../store/journal.ts';
import { lockRun } from '../store/lock.ts';
import { refuseFinished } from '../store/result-file.ts';
import { nodeOf } from '../store/resume-command.ts';
import { kindOf, kinds } from '../trials/index.ts';
import type { Plain, RemoteSite, Rig } from '../trials/kind.ts';
import { openRuntime, remarksOn } from '../trials/measuring-runtime.ts';
import type { ChosenPath } from '../trials/paths/index.ts';
import { capture } from '../trials/program.ts';
import { chosenExperiments, pathOf, reachRemote, refusePath, refuseUnavailable } from './path-of-run.ts';
import { measureAndReport, resultsRoot } from './measure.ts';
import { plannedWithPilot, type PlanMaker } from './plan-pilot.ts';

export interface BenchRequest {
  /** Null: those of the main job. */
  readonly experiments: readonly ExperimentName[] | null;
  readonly profile: ProfileName;
  readonly budget: Budget | null;
  /** Exactly so many; null: not said. */
  readonly rounds: number | null;
  /** Null: not asked for. */
  readonly precision: AskedPrecision | null;
  readonly seed: number;
  /** Null: a new folder in `results/`. */
  readonly out: string | null;
  /** Null: the pinned runtime, which runs this too. */
  readonly node: string | null;
  /** Null: as the experiments declare. */
  readonly path: ChosenPath | null;
  /** Of the checkout on another machine, as it is named there; null: the usual one. */
  readonly remoteDir: string | null;
  readonly commandLine: readonly string[];
}

/** Starts a new run; returns its exit code. @throws UserError before anything is measured when it cannot be done. */
export async function bench(request: BenchRequest, signal: AbortSignal): Promise<number> {
  const startedAt = new Date();
  const ranMs = stopwatch(0);
  // What cannot be done is refused before anything is made.
  refusePath(request);
  refuseFewDescriptors(readDescriptorLimit(kernelFiles).hard);
  await using opened = await openRuntime(request.node);
  const { runtime, environment, cache } = opened;
  await using remote = await reachRemote(request, environment, signal);
  const site = await readSite(remote, request.path);
  refuseUnavailable(request, site.network);
  const expected = planFor(request, site, {});
  for (const remark of [...remarksOn(opened), ...(remote?.remarks ?? [])]) console.error(remark);
  const rig = { runtime, cpus: site.cpus, seed: request.seed, network: site.network, remote };
  await reachOthers(expected, rig, signal);
  await using directory = await directoryFor(request, startedAt);
  const controlled = { ...site, path: pathOfControls(chosenExperiments(request), site.path) };
  const calibrations = await calibrate(expected, request.profile, rig, controlled, signal);
  const plan: PlanMaker = (pilot) => planFor(request, site, calibrations, { spentMs: ranMs(), pilot });
  const planned = await plannedWithPilot(request.precision, plan, { rig, cache, environment, signal });
  const header: ResultHeader = {
    format: resultFormat,
    version: resultVersion,
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    elapsedMs: null,
    commandLine: withoutOut(request.commandLine),
    environment,
    ...(remote !== null && { remoteEnvironment: remote.environment }),
    calibrations,
    plan: planned.plan,
  };
  await using _ = await lockRun(directory.path);
  await using journal = await createJournal(directory.path, header);
  return await measureAndReport(
    { header, planned, saved: [], journal, directory: directory.path, rig, cache, node: request.node, ranMs },
    signal,
  );
}

/**
 * Goes on with a run that was cut off, with the runtime that it was begun with unless the user names it again;
 * returns its exit code.
 * @throws UserError when it cannot, such as on another machine, or while another process does.
 */
export async function resume(directory: string, chosenNode: string | null, signal: AbortSignal): Promise<number> {
  await refuseFinished(directory);
  await using held = new AsyncDisposableStack();
  held.use(await lockRun(directory));
  const { header, trials, journal } = await resumeJournal(directory, kinds);
  held.use(journal);
  const ranMs = stopwatch(ranBeforeMs(trials) ?? 0);
  const begunWith = nodeOf(header.commandLine);
  const node = chosenNode ?? (begunWith === null ? null : userPath(begunWith));
  const { runtime, environment, cache } = held.use(await openRuntime(node));
  refuseOtherMachine(directory, header.environment, environment);
  const remote = await reachRemote(pathOf(header.commandLine), environment, signal);
  if (remote !== null) held.use(remote);
  if (remote !== null && header.remoteEnvironment !== undefined)
    refuseOtherMachine(directory, header.remoteEnvironment, remote.environment);
  const skips = new Map(trials.flatMap((trial) => (trial.outcome === 'skipped' ? [[trial.cell, trial.reason]] : [])));
  const { cpus, network } = await readSite(remote, null);
  const rig = { runtime, cpus, seed: header.plan.seed, network, remote };
  const planned = { plan: header.plan, skips };
  return await measureAndReport(
    { header, planned, saved: trials, journal, directory, rig, cache, node, ranMs },
    signal,
  );
}

/**
 * What a run would do here, for `--plan`: this machine is looked at, nothing is started on it and nothing is written.
 * @throws UserError for what a run would be refused for
 */
export async function planHere(request: BenchRequest): Promise<PlannedRun> {
  refusePath(request);
  if (request.path?.path.server === 'elsewhere')
    throw new UserError(
      `--plan with --path ${request.path.name}: what can run there is known when that machine is reached, which a plan does not do; leave one of them out`,
    );
  const site = await readSite(null, request.path);
  refuseUnavailable(request, site.network);
  return planFor(request, site, {});
}

type SiteHere = Omit<PlanSetting, 'kinds' | 'calibrations'>;

/** What a plan has to know of this machine. */
export async function readSite(remote: RemoteSite | null, path: ChosenPath | null): Promise<SiteHere> {
  const cpus = allowedCpus();
  return {
    cpus,
    topology: readTopology(cpus, kernelFiles),
    pinning: canPin(),
    descriptorLimit: readDescriptorLimit(kernelFiles).hard,
    network: await surveyNetwork(capture),
    remote,
    path: path?.name ?? null,
  };
}

/** @param known what is known only when the run has begun */
function planFor(
  request: BenchRequest,
  site: SiteHere,
  calibrations: PlanSetting['calibrations'],
  { spentMs, pilot = null }: { readonly spentMs?: number; readonly pilot?: readonly Spread[] | null } = {},
): PlannedRun {
  const experiments = chosenExperiments(request);
  const { precision } = request;
  if (precision !== null) refusePrecision(precision, request.profile, experiments, kinds);
  return planRun(
    {
      ...request,
      experiments,
      precision: precision === null ? null : { ...precision, pilot },
      ...(spentMs !== undefined && { spentMs }),
    },
    { ...site, kinds, calibrations },
  );
}

async function directoryFor({ out, profile }: BenchRequest, startedAt: Date): Promise<NewDirectory> {
  return await (out === null
    ? createResultDirectory(resultsRoot, startedAt, profile)
    : createOutDirectory(resolve(out)));
}

/** Servers that somebody else has started. @throws UserError when one is not there */
async function reachOthers({ plan, skips }: PlannedRun, rig: Rig, signal: AbortSignal): Promise<void> {
  const cells = plan.groups.flatMap((group) => group.cells).filter(({ id }) => !skips.has(id));
  for (const [kind, ofKind] of Map.groupBy(cells, (cell) => cell.kind)) {
    const setups = ofKind.map(({ setup }) => setup);
    await kindOf(kinds, kind).reach(setups, rig, signal);
  }
}

/** Each kind of trial that the plan has. */
async function calibrate(
  { plan, skips }: PlannedRun,
  profile: ProfileName,
  rig: Rig,
  site: SiteHere,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Plain>>> {
  const pace = paceOf({ slices: profiles[profile].slice.turns }, profiles[profile]);
  const found: Record<string, Plain> = {};
  try {
    for (const [name, kind] of Object.entries(kinds)) {
      if (!plan.kinds.some((planned) => planned.name === name)) continue;
      const cells = plan.groups
        .flatMap((group) => group.cells)
        .filter((cell) => cell.kind === name && !skips.has(cell.id));
      const setups = cells.map(({ setup }) => setup);
      found[name] = await kind.calibrate(rig, pace, site, signal, setups);
    }
  } catch (error) {
    if (signal.aborted) console.error('stopped; nothing was measured yet');
    throw error;
  }
  return found;
}

/** Durations come from a monotonic clock: the wall clock may be set while a run goes on. */
export function stopwatch(beforeMs: number): () => number {
  const startMs = performance.now();
  return () => beforeMs + performance.now() - startMs;
}

/** Where the result was written changes nothing in it, and names a folder of this machine. */
function withoutOut(commandLine: readonly string[]): string[] {
  return commandLine.filter((part, i) => !part.startsWith('--out') && commandLine[i - 1] !== '--out');
}
