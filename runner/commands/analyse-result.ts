/** What every command that reads a result begins with: its trials as numbers, and what these say. */
import { analyse } from '../analysis/analyse.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Observation } from '../analysis/observation.ts';
import { usableProcessors } from '../machine/usable-processors.ts';
import type { Plan } from '../result/plan.ts';
import type { ResultFile } from '../result/result.ts';
import { withConditions } from '../trials/conditions.ts';
import type { Kinds } from '../trials/index.ts';
import { observe } from '../trials/observe.ts';

export interface AnalysedResult {
  /** With the conditions that a report of today shows. */
  readonly plan: Plan;
  /** One for each trial, in their order. */
  readonly observations: readonly Observation[];
  readonly analysis: Analysis;
}

export function analyseResult(result: ResultFile, kinds: Kinds): AnalysedResult {
  const plan = withConditions(result.plan, kinds);
  const machine = { processorCount: usableProcessors(result.environment) };
  const observations = observe(plan, result.trials, kinds, machine);
  return { plan, observations, analysis: analyse(plan, observations) };
}
