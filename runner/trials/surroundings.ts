/** What the records of trials tell of their surroundings, kind by kind. */
import type { Plan } from '../result/plan.ts';
import type { Surroundings } from '../result/surroundings.ts';
import type { Trial } from '../result/trial.ts';
import { kindOf, type Kinds } from './index.ts';

/** In the order of the plan's kinds; of completed trials alone. */
export function surroundingsOf(plan: Plan, trials: readonly Trial[], kinds: Kinds): readonly Surroundings[] {
  const records = Map.groupBy(
    trials.filter((trial) => trial.outcome === 'completed'),
    ({ cell }) => cell,
  );
  return plan.kinds.flatMap(({ name }) => {
    const cells = plan.groups.flatMap((group) => group.cells).filter(({ kind }) => kind === name);
    const measured = cells.flatMap(({ id, setup }) => (records.get(id) ?? []).map(({ record }) => ({ setup, record })));
    return kindOf(kinds, name).surroundings(measured);
  });
}
