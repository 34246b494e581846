/**
 * Metrics that became a condition after a run was planned. What they are made of is in its records all the same, and a report
 * that left them out would show figures without something they depend on.
 */
import { conditionsOf } from '../analysis/planned.ts';
import { metricSchema } from '../result/metric.ts';
import type { Plan } from '../result/plan.ts';
import { kindOf, type Kinds } from './index.ts';

/** The plan with all conditions of today; those that it has are as it describes them. */
export function withConditions(plan: Plan, kinds: Kinds): Plan {
  const completed = plan.kinds.map((planned) => {
    const ofToday = conditionsOf(kindOf(kinds, planned.name));
    const known = new Set(planned.metrics.map(({ name }) => name));
    const missing = ofToday.filter(({ name }) => !known.has(name)).map((metric) => metricSchema.parse(metric));
    return { ...planned, metrics: [...planned.metrics, ...missing] };
  });
  return { ...plan, kinds: completed };
}
