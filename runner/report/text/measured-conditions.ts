/** What figures depend on though nobody chose it, as a term of the conditions. */
import { figureOf, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { formatRange } from './format.ts';

export interface MeasuredTerm {
  /** `the client used 21–38 % of the machine's processors`: over all arms of the groups that have it. */
  readonly text: string;
  /** Labels of these groups, where they are not all. */
  readonly only: readonly string[];
}

export function measuredTerms({
  conditions,
  groups,
}: Pick<ExperimentAnalysis, 'conditions' | 'groups'>): MeasuredTerm[] {
  return conditions.flatMap((metric): MeasuredTerm[] => {
    const found = groups.flatMap(({ label, rows }) => {
      const values = rows.flatMap((row) => figureOf(row, metric)?.value ?? []);
      return values.length === 0 ? [] : [{ label, values }];
    });
    if (found.length === 0) return [];
    const values = found.flatMap((group) => group.values);
    const range = formatRange(Math.min(...values), Math.max(...values), metric.quantity);
    const text = (metric.condition ?? `${metric.title}: {range}`).replace('{range}', () => range);
    return [{ text, only: found.length === groups.length ? [] : found.map(({ label }) => label) }];
  });
}

/** In a sentence: `the client used 38 % of the machine's processors (64 connections, whole machine)`. */
export function termText({ text, only }: MeasuredTerm): string {
  return only.length === 0 ? text : `${text} (${only.join('; ')})`;
}
