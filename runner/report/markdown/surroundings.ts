/** What the trials were surrounded by, as their kinds tell it: a table each. */
import type { Surroundings } from '../../result/surroundings.ts';
import { details, plain, table } from './text.ts';

/** Empty where nothing is told, as of results from before it was read. */
export function surroundingsSections(all: readonly Surroundings[]): string[] {
  if (all.length === 0) return [];
  const tables = all.map(({ title, facts }) =>
    details(
      title,
      table(
        [{ title: 'What' }, { title: 'As read while trials went on' }],
        facts.map((fact) => fact.map(plain)),
      ),
    ),
  );
  return [['## Surroundings of the trials', ...tables].join('\n\n')];
}
