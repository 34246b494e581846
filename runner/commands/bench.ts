/** `npm run bench`: from a request to a folder with results, charts and findings. Reads top to bottom as a run goes. */
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { allowedCpus, canPin } from '../../native/affinity.ts';
import { checkout, pathForUser, userPath } from '../../native/user-folder.ts';
import { supportsExchange } from '../../protocol/framing/framing.ts';
import { framings, type FramingName } from '../../protocol/framing/index.ts';
import { parseService } from '../../protocol/service.ts';
import { choosesReceiveBuffer, models, type ModelName } from '../../servers/models/index.ts';
import type { CompileCache } from '../trials/compile-cache.ts';
import { refuseFewDescriptors, tooFewDescriptors } from '../machine/descriptor-room.ts';
import { refuseOtherMachine } from '../machine/environment.ts';
import { hasWorkerPerConnection } from '../experiments/choices.ts';
import { experiments, type ExperimentName } from '../experiments/index.ts';
import type { ProfileName } from '../experiments/experiment.ts';
import { finishRun, type Display } from './finish-run.ts';
import { createLocalExecutor } from '../trials/server/local-executor.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import { readDescriptorLimit } from '../machine/machine.ts';
import { openRuntime, remarksOn } from '../trials/measuring-runtime.ts';
import { paths, type PathName } from '../trials/paths/index.ts';
import { nominalCalibration, planRun, type Budget, type PlannedRun } from '../plan/plan.ts';
import { profiles } from '../plan/profiles.ts';
import type { Runtime } from '../trials/program.ts';
import { Progress } from './progress.ts';
import { createOutDirectory, createResultDirectory, type NewDirectory } from '../store/directories.ts';
import { refuseFinished } from '../store/result-file.ts';
import { createJournal, resumeJournal, type Journal } from '../store/journal.ts';
import type { ResultHeader } from '../result/schema.ts';
import { resultFormat, resultVersion, type Calibration, type ResultFile } from '../result/result.ts';
import { nodeOf, resumeCommand } from '../store/resume-command.ts';
import { lockRun } from '../store/lock.ts';
import { measureRun } from '../run/run.ts';
import { analyseSoFar } from '../analysis/analysis.ts';
import { columnsOf } from './terminal-width.ts';
import { blocksLimitMs, ranBeforeMs } from '../run/time-limit.ts';
import type { Cell, Trial } from '../result/trial.ts';
import { findingsOf } from './write-report.ts';

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

const resultsRoot = resolve(checkout, 'results');

/** Starts a new run; returns its exit code. @throws UsageError before anything is measured when it cannot be done. */
export async function bench(request: BenchRequest, signal: AbortSignal): Promise<number> {
  const startedAt = new Date();
  const ranMs = stopwatch(0);
  const cpus = allowedCpus();
  // What cannot be done is refused before anything is made.
  refuseFewDescriptors(readDescriptorLimit(kernelFiles).hard);
  planFor(request, cpus, nominalCalibration);
  await using opened = await openRuntime(request.node);
  const { runtime, environment, cache } = opened;
  for (const remark of remarksOn(opened)) console.error(remark);
  await using directory = await directoryFor(request, startedAt);
  const calibration = await calibrate(request, runtime, cpus, signal);
  const planned = planFor(request, cpus, calibration);
  const header: ResultHeader = {
    format: resultFormat,
    version: resultVersion,
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    elapsedMs: null,
    commandLine: withoutOut(request.commandLine),
    environment,
    calibration,
    plan: planned.plan,
  };
  await using _ = await lockRun(directory.path);
  await using journal = await createJournal(directory.path, header);
  return await measureAndReport(
    { header, planned, saved: [], journal, directory: directory.path, runtime, cache, node: request.node, ranMs },
    signal,
  );
}

/**
 * Goes on with a run that was cut off, with the runtime that it was begun with unless the user names it again;
 * returns its exit code.
 * @throws UsageError when it cannot, such as on another machine, or while another process does.
 */
export async function resume(directory: string, chosenNode: string | null, signal: AbortSignal): Promise<number> {
  await refuseFinished(directory);
  await using held = new AsyncDisposableStack();
  held.use(await lockRun(directory));
  const { header, trials, journal } = await resumeJournal(directory);
  held.use(journal);
  const ranMs = stopwatch(ranBeforeMs(trials) ?? 0);
  const begunWith = nodeOf(header.commandLine);
  const node = chosenNode ?? (begunWith === null ? null : userPath(begunWith));
  const { runtime, environment, cache } = held.use(await openRuntime(node));
  refuseOtherMachine(directory, header.environment, environment);
  const skips = new Map(trials.flatMap((trial) => (trial.outcome === 'skipped' ? [[trial.cell, trial.reason]] : [])));
  const run = {
    header,
    planned: { plan: header.plan, skips },
    saved: trials,
    journal,
    directory,
    runtime,
    cache,
    node,
    ranMs,
  };
  return await measureAndReport(run, signal);
}

function planFor(request: BenchRequest, cpus: readonly number[], calibration: Calibration): PlannedRun {
  const wanted = { ...request, experiments: request.experiments.map((name) => experiments[name]) };
  return planRun(wanted, { cpus, pinning: canPin(), calibration, unsupported, standsIdle });
}

async function directoryFor({ out, profile }: BenchRequest, startedAt: Date): Promise<NewDirectory> {
  return await (out === null
    ? createResultDirectory(resultsRoot, startedAt, profile)
    : createOutDirectory(resolve(out)));
}

async function calibrate(
  { profile, seed }: BenchRequest,
  runtime: Runtime,
  cpus: readonly number[],
  signal: AbortSignal,
): Promise<Calibration> {
  try {
    return await createLocalExecutor(runtime, cpus, seed).calibrate(profiles[profile], signal);
  } catch (error) {
    if (signal.aborted) console.error('stopped; nothing was measured yet');
    throw error;
  }
}

interface Run {
  readonly header: ResultHeader;
  readonly planned: PlannedRun;
  readonly saved: readonly Trial[];
  readonly journal: Journal;
  readonly directory: string;
  readonly runtime: Runtime;
  readonly cache: CompileCache;
  /** As the user chose it; null: the pinned runtime. */
  readonly node: string | null;
  /** How long the run has gone on, breaks left out. */
  readonly ranMs: () => number;
}

/** Durations come from a monotonic clock: the wall clock may be set while a run goes on. */
function stopwatch(beforeMs: number): () => number {
  const startMs = performance.now();
  return () => beforeMs + performance.now() - startMs;
}

async function measureAndReport(run: Run, signal: AbortSignal): Promise<number> {
  const { header, planned, saved, journal, directory, runtime, cache, node, ranMs } = run;
  const progress = new Progress(process.stderr, planned.plan, planned.skips);
  const name = pathForUser(directory);
  const executor = createLocalExecutor(runtime, allowedCpus(), planned.plan.seed);
  const cells = planned.plan.groups.flatMap((group) => group.cells).filter(({ id }) => !planned.skips.has(id));
  let trials: readonly Trial[];
  try {
    await executor.prepare(cells, signal);
    if (cells.length > 0) await cache.proveWarm();
    trials = await measureRun(planned.plan, planned.skips, saved, blocksLimitMs(planned.plan, saved), {
      executor,
      machine: { processorCount: availableParallelism() },
      now: () => new Date().toISOString(),
      clockMs: () => performance.now(),
      ranMs,
      signal,
      save: (measured) => journal.append(measured),
      onProgress: (now) => progress.show(now),
      onExperiment: async (experiment, soFar) => {
        const finding = findingsOf(analyseSoFar({ ...header, trials: soFar })).get(experiment);
        if (finding !== undefined) progress.finding(experiment, finding);
      },
    });
  } catch (error) {
    progress.end();
    if (signal.aborted) console.error(`stopped; what was measured is safe: ${resumeCommand(directory, node)}`);
    throw error;
  }
  progress.end();
  const result: ResultFile = { ...header, finishedAt: new Date().toISOString(), elapsedMs: ranMs(), trials };
  return await finishRun({ result, directory, name, isLatest: dirname(resolve(directory)) === resultsRoot }, display);
}

const display: Display = {
  style: { colour: process.stdout.isTTY && !process.env['NO_COLOR'], columns: columnsOf(process.stdout) },
  print: (text) => void process.stdout.write(text),
  warn: (text) => console.error(text),
};

/** Where the result was written changes nothing in it, and names a folder of this machine. */
function withoutOut(commandLine: readonly string[]): string[] {
  return commandLine.filter((part, i) => !part.startsWith('--out') && commandLine[i - 1] !== '--out');
}

/** Why a cell cannot run here. */
function unsupported(cell: Cell): string | null {
  const path = paths[cell.path as PathName].available();
  if (!path.ok) return path.reason;
  const open = cell.connections + cell.idleConnections;
  const tooFew = tooFewDescriptors(open, readDescriptorLimit(kernelFiles).hard);
  if (tooFew !== null) return tooFew;
  const model = models[cell.model as ModelName];
  const exchangesPerConnection = cell.exchangesPerConnection ?? Number.POSITIVE_INFINITY;
  // One at the least, which verifies it.
  const connections = Math.max(1, open);
  const use = { transport: 'tcp', connections, exchangesPerConnection } as const;
  const supported = model.supports(use);
  if (!supported.ok) return supported.reason;
  const chosen = cell.receiveBufferBytes === null ? supported : choosesReceiveBuffer(model);
  if (!chosen.ok) return chosen.reason;
  const framing = framings[cell.framing as FramingName];
  const exchanged = supportsExchange(framing, {
    service: parseService('--service', cell.service).kind,
    depth: cell.depth,
    exchangesPerConnection,
  });
  if (!exchanged.ok) return exchanged.reason;
  const limits = { maxMessageBytes: 1 << 20, messageBytes: cell.payloadBytes };
  const carried = framing.carries(cell.payloadBytes, limits);
  return carried.ok ? null : carried.reason;
}

/** A worker for each connection that is replaced takes longer to come than a slice lasts. */
function standsIdle(cell: Cell): boolean {
  if (cell.exchangesPerConnection !== null && hasWorkerPerConnection(cell.model)) return false;
  return cell.connections + cell.idleConnections <= models[cell.model as ModelName].standsIdleUpTo;
}
