/** What a check of two runs says at its end: which figures got worse by more than was allowed, and how many it could judge. */
import type { ComparedFigure, RunComparison } from '../../analysis/compare-runs.ts';
import { wrap } from '../text/lines.ts';
import { count } from '../text/words.ts';
import { indented } from './tables.ts';
import { changeText } from './words.ts';

export interface FailOnWords {
  readonly text: string;
  /** False where not one figure could be judged: a check that looked at nothing has not passed. */
  readonly isChecked: boolean;
}

/** @param typed as the user wrote it: `slower:10%` */
export function failOnWords(
  { figures }: RunComparison,
  worsened: readonly ComparedFigure[],
  typed: string,
  columns: number,
): FailOnWords {
  const asked = figures.filter(({ isPrimary, outcome }) => isPrimary && outcome.kind !== 'not-judged');
  const checked = asked.filter(
    ({ metric, change }) => metric.scale === 'factor' && (change?.interval ?? null) !== null,
  );
  const others = asked.length - checked.length;
  const rest = others === 0 ? '' : `; ${count(others, 'other')} could not be checked`;
  const flag = `--fail-on ${typed}`;
  if (checked.length === 0)
    return {
      text: wrap(`${flag}: no figure could be checked, so that nothing has passed; measure again`, columns).join('\n'),
      isChecked: false,
    };
  if (worsened.length === 0)
    return {
      text: wrap(`${flag}: passed by ${count(checked.length, 'figure')}${rest}.`, columns).join('\n'),
      isChecked: true,
    };
  const lines = [
    ...wrap(`${flag}: failed by ${worsened.length} of ${count(checked.length, 'figure')}${rest}:`, columns),
    ...worsened.flatMap((figure) => indented(`${figure.id} ${changeText(figure)}`, 2, columns)),
  ];
  return { text: lines.join('\n'), isChecked: true };
}
