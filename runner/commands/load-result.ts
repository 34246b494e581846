/** A result that was measured before, with its analysis: what report, cite and compare begin with. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { analyse } from '../analysis/analyse.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Observation } from '../analysis/observation.ts';
import { usableProcessors } from '../machine/usable-processors.ts';
import type { Plan } from '../result/plan.ts';
import type { ResultFile } from '../result/result.ts';
import type { Surroundings } from '../result/surroundings.ts';
import { readResult } from '../store/result-file.ts';
import { withConditions } from '../trials/conditions.ts';
import { kinds } from '../trials/index.ts';
import { judgedAgain } from '../trials/judge-again.ts';
import { observe } from '../trials/observe.ts';
import { surroundingsOf } from '../trials/surroundings.ts';

/** A result and what follows from it alone. */
export interface AnalysedResult {
  /** As it was measured, with disturbances by the rules of this version. */
  readonly result: ResultFile;
  /** With the conditions that a report of today shows. */
  readonly plan: Plan;
  /** One for each trial, in their order. */
  readonly observations: readonly Observation[];
  readonly analysis: Analysis;
  readonly surroundings: readonly Surroundings[];
}

export interface LoadedResult extends AnalysedResult {
  /** The folder that the file is in, whatever the file's name is. */
  readonly directory: string;
}

/**
 * @param path a results.json, or the folder that holds it
 * @throws UserError, one sentence: missing, unreadable, cut short, of another version, or no result at all
 */
export async function loadResult(path: string): Promise<LoadedResult> {
  const result = await readResult(path, kinds);
  const directory = (await stat(path)).isDirectory() ? path : dirname(path);
  return { ...analyseResult(result), directory };
}

/** The same of a result at hand, such as one that was measured just now. */
export function analyseResult(measured: ResultFile): AnalysedResult {
  const machine = { processorCount: usableProcessors(measured.environment) };
  const result = { ...measured, trials: judgedAgain(measured.plan, measured.trials, kinds, machine) };
  const plan = withConditions(result.plan, kinds);
  const observations = observe(plan, result.trials, kinds, machine);
  return {
    result,
    plan,
    observations,
    analysis: analyse(plan, observations),
    surroundings: surroundingsOf(result.plan, result.trials, kinds),
  };
}
