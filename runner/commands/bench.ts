/** `npm run bench`: from a request to a folder with results, charts and findings. Reads top to bottom as a run goes. */
import { resolve } from 'node:path';
import { allowedCpus, canPin } from '../../native/affinity.ts';
import { userPath } from '../../native/user-folder.ts';
import { experiments, type ExperimentName } from '../experiments/index.ts';
import { refuseFewDescriptors } from '../machine/descriptor-room.ts';
import { refuseOtherMachine } from '../machine/environment.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import { readDescriptorLimit } from '../machine/machine.ts';
import { readTopology } from '../machine/topology.ts';
import { paceOf } from '../plan/estimate.ts';
import type { PlanSetting } from '../plan/plan-setting.ts';
import { planRun, type Budget, type PlannedRun } from '../plan/plan.ts';
import { profiles } from '../plan/profiles.ts';
import type { ProfileName } from '../result/plan.ts';
import { resultFormat, resultVersion, type ResultHeader } from '../result/result.ts';
import { ranBeforeMs } from '../run/time-limit.ts';
import { createOutDirectory, createResultDirectory, type NewDirectory } from '../store/directories.ts';
import { createJournal, resumeJournal } from '../store/journal.ts';
import { lockRun } from '../store/lock.ts';
import { refuseFinished } from '../store/result-file.ts';
import { nodeOf } from '../store/resume-command.ts';
import { kinds } from '../trials/index.ts';
import type { Plain, Rig } from '../trials/kind.ts';
import { openRuntime, remarksOn } from '../trials/measuring-runtime.ts';
import { measureAndReport, resultsRoot } from './measure.ts';

export interface BenchRequest {
  readonly experiments: readonly ExperimentName[];
  readonly profile: ProfileName;
  readonly budget: Budget | null;
  readonly seed: number;
  /** Null: a new folder in `results/`. */
  readonly out: string | null;
  /** Null: the pinned runtime, which runs this too. */
  readonly node: string | null;
  readonly commandLine: readonly string[];
}

/** Starts a new run; returns its exit code. @throws UserError before anything is measured when it cannot be done. */
export async function bench(request: BenchRequest, signal: AbortSignal): Promise<number> {
  const startedAt = new Date();
  const ranMs = stopwatch(0);
  const site = readSite();
  // What cannot be done is refused before anything is made.
  refuseFewDescriptors(site.descriptorLimit);
  const expected = planFor(request, site, {});
  await using opened = await openRuntime(request.node);
  const { runtime, environment, cache } = opened;
  for (const remark of remarksOn(opened)) console.error(remark);
  await using directory = await directoryFor(request, startedAt);
  const rig = { runtime, cpus: site.cpus, seed: request.seed };
  const calibrations = await calibrate(expected, request.profile, rig, site, signal);
  const planned = planFor(request, site, calibrations);
  const header: ResultHeader = {
    format: resultFormat,
    version: resultVersion,
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    elapsedMs: null,
    commandLine: withoutOut(request.commandLine),
    environment,
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
  const skips = new Map(trials.flatMap((trial) => (trial.outcome === 'skipped' ? [[trial.cell, trial.reason]] : [])));
  const rig = { runtime, cpus: allowedCpus(), seed: header.plan.seed };
  const planned = { plan: header.plan, skips };
  return await measureAndReport(
    { header, planned, saved: trials, journal, directory, rig, cache, node, ranMs },
    signal,
  );
}

type SiteHere = Omit<PlanSetting, 'kinds' | 'calibrations'>;

function readSite(): SiteHere {
  const cpus = allowedCpus();
  const topology = readTopology(cpus, kernelFiles);
  return { cpus, topology, pinning: canPin(), descriptorLimit: readDescriptorLimit(kernelFiles).hard };
}

function planFor(request: BenchRequest, site: SiteHere, calibrations: PlanSetting['calibrations']): PlannedRun {
  const wanted = { ...request, experiments: request.experiments.map((name) => experiments[name]) };
  return planRun(wanted, { ...site, kinds, calibrations });
}

async function directoryFor({ out, profile }: BenchRequest, startedAt: Date): Promise<NewDirectory> {
  return await (out === null
    ? createResultDirectory(resultsRoot, startedAt, profile)
    : createOutDirectory(resolve(out)));
}

/** Each kind of trial that the plan has. */
async function calibrate(
  { plan }: PlannedRun,
  profile: ProfileName,
  rig: Rig,
  site: SiteHere,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Plain>>> {
  const pace = paceOf({ slices: profiles[profile].slice.turns }, profiles[profile]);
  const found: Record<string, Plain> = {};
  try {
    for (const [name, kind] of Object.entries(kinds)) {
      if (plan.kinds.some((planned) => planned.name === name))
        found[name] = await kind.calibrate(rig, pace, site, signal);
    }
  } catch (error) {
    if (signal.aborted) console.error('stopped; nothing was measured yet');
    throw error;
  }
  return found;
}

/** Durations come from a monotonic clock: the wall clock may be set while a run goes on. */
function stopwatch(beforeMs: number): () => number {
  const startMs = performance.now();
  return () => beforeMs + performance.now() - startMs;
}

/** Where the result was written changes nothing in it, and names a folder of this machine. */
function withoutOut(commandLine: readonly string[]): string[] {
  return commandLine.filter((part, i) => !part.startsWith('--out') && commandLine[i - 1] !== '--out');
}
