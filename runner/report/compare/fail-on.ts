/** What a check of two runs says at its end: which figures got worse by more than was allowed, and how many it could judge. */
import { primaryOf } from '../../analysis/analysis.ts';
import type { ComparedFigure, RunComparison } from '../../analysis/compare-runs.ts';
import { wrap } from '../text/wrap.ts';
import { count } from '../text/words.ts';
import { indented } from './tables.ts';
import { changeText } from './words.ts';

export interface FailOnWords {
  readonly text: string;
  /** False where a figure that was asked about could not be judged, or not one was: what nobody looked at has not passed. */
  readonly isChecked: boolean;
}

/** @param typed as the user wrote it: `slower:10%` */
export function failOnWords(
  { figures, onlyIn, baselines }: RunComparison,
  worsened: readonly ComparedFigure[],
  typed: string,
  columns: number,
): FailOnWords {
  const asked = figures.filter(({ isPrimary, outcome }) => isPrimary && outcome.kind !== 'not-judged');
  const ratios = asked.filter(({ metric }) => metric.scale === 'factor');
  const checked = ratios.filter(({ change }) => (change?.interval ?? null) !== null);
  // An arm that fails, or is gone, is worse than one that is slower.
  const open = ratios.filter((figure) => !checked.includes(figure)).map(({ id }) => id);
  // Of groups that B has not, nothing was asked of it.
  const common = new Set(baselines.map(({ figures: { A } }) => A.group));
  const gone = onlyIn.A.filter(
    ({ row, metric, experiment, group }) => row.declared && metric === primaryOf(experiment) && common.has(group),
  );
  const unknown = [...open, ...gone.map(({ id }) => `${id} (only in A)`)];
  const others = [
    ...unlessNone(asked.length - ratios.length, 'compared by a difference, which has no percentage'),
    ...(unknown.length === 0 ? [] : [`${count(unknown.length, 'figure')} that cannot be told (${named(unknown)})`]),
  ].join(' and ');
  const said = (words: string) => wrap(`--fail-on ${typed}: ${words}`, columns);
  if (checked.length === 0) {
    const why = others === '' ? '' : `: not checked: ${others}`;
    return { text: said(`nothing could be checked, so that nothing has passed${why}.`).join('\n'), isChecked: false };
  }
  const rest = others === '' ? '' : `; not checked: ${others}`;
  const isChecked = unknown.length === 0;
  if (worsened.length === 0) {
    const words = isChecked
      ? `passed by ${count(checked.length, 'figure')}${rest}`
      : `not passed: ${count(checked.length, 'figure')} did not get worse${rest}`;
    return { text: said(`${words}.`).join('\n'), isChecked };
  }
  const lines = [
    ...said(`failed by ${worsened.length} of ${count(checked.length, 'figure')}${rest}:`),
    ...worsened.flatMap((figure) => indented(`${figure.id} ${changeText(figure)}`, 2, columns)),
  ];
  return { text: lines.join('\n'), isChecked: true };
}

const mostNamed = 3;

function named(ids: readonly string[]): string {
  const more = ids.length - mostNamed;
  return `${ids.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function unlessNone(amount: number, what: string): string[] {
  return amount === 0 ? [] : [`${count(amount, 'figure')} ${what}`];
}
