/** The conditions under which a group is measured, in words. */
import type { Cell, Term } from '../result/plan.ts';
import type { TrialKind } from '../trials/kind.ts';

/**
 * What all of the cells have in common; what differs is left to the names of arms and groups.
 *
 * @param windowMs all slices of a trial together
 */
export function commonTerms(cells: readonly Cell[], kind: TrialKind, windowMs: number): Term[] {
  const [first = [], ...others] = cells.map(({ setup }) => kind.describe(setup, windowMs));
  const isShared = (term: Term) =>
    others.every((terms) => terms.some(({ name, text }) => name === term.name && text === term.text));
  return first.filter(isShared);
}
