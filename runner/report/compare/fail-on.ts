/** What a check of two runs says at its end: which figures got worse by more than was allowed, and how many it could judge. */
import type { ComparedFigure, RunComparison } from '../../analysis/compare-runs.ts';
import { wrap } from '../text/wrap.ts';
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
  const ratios = asked.filter(({ metric }) => metric.scale === 'factor');
  const checked = ratios.filter(({ change }) => (change?.interval ?? null) !== null);
  const others = [
    ...unlessNone(asked.length - ratios.length, 'compared by a difference, which has no percentage'),
    ...unlessNone(ratios.length - checked.length, 'that cannot be told'),
  ].join(' and ');
  const said = (words: string) => wrap(`--fail-on ${typed}: ${words}`, columns);
  if (checked.length === 0) {
    const why = others === '' ? '' : `: not checked: ${others}`;
    return { text: said(`nothing could be checked, so that nothing has passed${why}.`).join('\n'), isChecked: false };
  }
  const rest = others === '' ? '' : `; not checked: ${others}`;
  if (worsened.length === 0)
    return { text: said(`passed by ${count(checked.length, 'figure')}${rest}.`).join('\n'), isChecked: true };
  const lines = [
    ...said(`failed by ${worsened.length} of ${count(checked.length, 'figure')}${rest}:`),
    ...worsened.flatMap((figure) => indented(`${figure.id} ${changeText(figure)}`, 2, columns)),
  ];
  return { text: lines.join('\n'), isChecked: true };
}

function unlessNone(amount: number, what: string): string[] {
  return amount === 0 ? [] : [`${count(amount, 'figure')} ${what}`];
}
