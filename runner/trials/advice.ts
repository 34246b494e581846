/** What the kinds of trials know of a plan that a guide to decisions can use: runner/result/advice.ts. */
import type { Advice, Circumstances } from '../result/advice.ts';
import type { Plan } from '../result/plan.ts';
import { kindOf, type Kinds } from './index.ts';

/** Everything but what other experiments could measure, which only their registry knows. */
export function adviceOf({ kinds: planned, groups }: Plan, kinds: Kinds): Omit<Advice, 'offers'> {
  const cells = groups.flatMap((group) => group.cells);
  return {
    criteria: planned.flatMap(({ name }) => kindOf(kinds, name).criteria),
    circumstances: Object.fromEntries(
      cells.flatMap(({ id, kind, setup }): [string, Circumstances][] => {
        const found = kindOf(kinds, kind).circumstances(setup);
        return found === null ? [] : [[id, found]];
      }),
    ),
  };
}
