/** The middle of `npm run bench`, of a new run as of one that goes on: trials are measured and saved, then reported. */
import { dirname, resolve } from 'node:path';
import { checkout, pathForUser } from '../../native/user-folder.ts';
import { analyseSoFar } from '../analysis/analyse.ts';
import type { CompileCache } from '../machine/compile-cache.ts';
import { usableProcessors } from '../machine/usable-processors.ts';
import type { PlannedRun } from '../plan/plan.ts';
import { findingOf } from '../report/findings/index.ts';
import type { Cell } from '../result/plan.ts';
import type { ResultFile, ResultHeader } from '../result/result.ts';
import type { Trial } from '../result/trial.ts';
import { measureRun } from '../run/run.ts';
import { blocksLimitMs } from '../run/time-limit.ts';
import type { Journal } from '../store/journal.ts';
import { resumeCommand } from '../store/resume-command.ts';
import { kindOf, kinds } from '../trials/index.ts';
import type { Rig } from '../trials/kind.ts';
import { observe } from '../trials/observe.ts';
import { finishRun, type Display } from './finish-run.ts';
import { Progress } from './progress.ts';
import { styleOf } from './terminal-width.ts';

export const resultsRoot = resolve(checkout, 'results');

export interface Run {
  readonly header: ResultHeader;
  readonly planned: PlannedRun;
  readonly saved: readonly Trial[];
  readonly journal: Journal;
  readonly directory: string;
  readonly rig: Rig;
  readonly cache: CompileCache;
  /** As the user chose it; null: the pinned runtime. */
  readonly node: string | null;
  /** How long the run has gone on, breaks left out. */
  readonly ranMs: () => number;
}

/** Returns the exit code. @throws the signal's reason when aborted; what was measured is saved then. */
export async function measureAndReport(run: Run, signal: AbortSignal): Promise<number> {
  const { directory, node } = run;
  const result = await measureTrials(run, { goOnWith: resumeCommand(directory, node), findings: true }, signal);
  const isLatest = dirname(resolve(directory)) === resultsRoot;
  return await finishRun({ result, directory, name: pathForUser(directory), isLatest }, display);
}

/**
 * Measures what is not saved yet, and says meanwhile how far it is.
 *
 * @param saying the command to type after an interrupt, and whether the finding of each experiment is told when it is over
 * @throws the signal's reason when aborted; what was measured is saved then
 */
export async function measureTrials(
  run: Omit<Run, 'directory' | 'node'>,
  saying: { readonly goOnWith: string; readonly findings: boolean },
  signal: AbortSignal,
): Promise<ResultFile> {
  const { header, planned, saved, journal, rig, cache, ranMs } = run;
  const { plan, skips } = planned;
  const machine = { processorCount: usableProcessors(header.environment) };
  const progress = new Progress(process.stderr, plan, skips);
  let trials: readonly Trial[];
  try {
    await prepare(planned, rig, cache, signal);
    trials = await measureRun(plan, skips, saved, blocksLimitMs(plan, saved, kinds), {
      kinds,
      rig,
      machine,
      now: () => new Date().toISOString(),
      clockMs: () => performance.now(),
      ranMs,
      signal,
      save: (measured) => journal.append(measured),
      onProgress: (now) => progress.show(now),
      onExperiment: async (name, soFar) => {
        if (!saying.findings) return;
        const found = analyseSoFar(plan, observe(plan, soFar, kinds, machine)).find((one) => one.name === name);
        if (found !== undefined) progress.finding(name, findingOf(found));
      },
    });
  } catch (error) {
    progress.end();
    if (signal.aborted) console.error(`stopped; what was measured is safe: ${saying.goOnWith}`);
    throw error;
  }
  progress.end();
  return { ...header, finishedAt: new Date().toISOString(), elapsedMs: ranMs(), trials };
}

/** What only the first trial of a kind would otherwise pay for. */
export async function prepare(
  { plan, skips }: PlannedRun,
  rig: Rig,
  cache: CompileCache,
  signal: AbortSignal,
): Promise<void> {
  const cells = plan.groups.flatMap((group) => group.cells).filter(({ id }) => !skips.has(id));
  const byKind = Map.groupBy(cells, ({ kind }: Cell) => kind);
  for (const [name, ofKind] of byKind) {
    const setups = ofKind.map(({ setup }) => setup);
    await kindOf(kinds, name).prepare(setups, rig, signal);
  }
  if (cells.length > 0) await cache.proveWarm();
  await rig.remote?.proveWarm();
}

const display: Display = {
  style: styleOf(process.stdout),
  print: (text) => void process.stdout.write(text),
  warn: (text) => console.error(text),
};
