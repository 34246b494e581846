/**
 * Disturbances of trials that an earlier version measured, by the rules of this one. They follow from the stored counters alone,
 * so a rule that was too lax then is made good without measuring again. Other labels stay as they were stored.
 */
import type { Plan } from '../result/plan.ts';
import type { Trial } from '../result/trial.ts';
import { kindOf, type Kinds } from './index.ts';
import type { Machine } from './kind.ts';

/** The same trials, with the labels of disturbances that the plan explains and their evidence deserves. */
export function judgedAgain(plan: Plan, trials: readonly Trial[], kinds: Kinds, machine: Machine): readonly Trial[] {
  const cells = new Map(plan.groups.flatMap((group) => group.cells.map((cell) => [cell.id, cell])));
  const repeating = new Map(
    plan.kinds.map(({ name, labels }) => [
      name,
      new Set(labels.flatMap((label) => (label.repeats ? [label.name] : []))),
    ]),
  );
  return trials.map((trial) => {
    const cell = trial.outcome === 'completed' ? cells.get(trial.cell) : undefined;
    if (trial.outcome !== 'completed' || cell === undefined) return trial;
    const stored = new Set(trial.labels);
    const found = kindOf(kinds, cell.kind)
      .judge(trial.record, cell.setup, machine)
      .filter((label) => repeating.get(cell.kind)?.has(label) === true && !stored.has(label));
    return found.length === 0 ? trial : { ...trial, labels: [...trial.labels, ...found] };
  });
}
