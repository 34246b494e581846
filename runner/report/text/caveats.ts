/** What must be known before a figure is used: the same in charts, the report and the terminal. */
import type { Controls, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { hasYoungWorkers } from '../../experiments/choices.ts';
import { evidenceLabelsOf, isClientLimited } from '../../analysis/labels.ts';
import { clipped } from './one-line.ts';
import { mishap } from './words.ts';

/** Said loudly wherever figures are shown of a run that failed its controls. */
export function alarmOf(controls: Controls): string | null {
  if (!controls.unfit) return null;
  return `UNFIT RUN, verdicts withheld. ${controls.reasons.join(' ').replace(/^Unfit: (.)/, (_, first: string) => first.toUpperCase())}`;
}

/** Identical cells agree, but the other control does not hold. */
export function isSlowdownMissed({ slowdown, unfit }: Controls): boolean {
  return !unfit && slowdown !== null && !slowdown.ok;
}

/**
 * One sentence for each model that has no figure or not all of its trials, and for figures that are a lower bound; with
 * the groups it is true of, where that is not all of them. Then one for each label that figures carry.
 */
export function shortfalls(groups: readonly GroupAnalysis[]): string[] {
  const found = groups.flatMap(({ label, rows }) =>
    rows.flatMap((row) => caveatsOf(row).map((caveat) => ({ label, caveat }))),
  );
  const sentences = [...Map.groupBy(found, ({ caveat }) => caveat)].map(([caveat, where]) =>
    where.length === groups.length ? caveat : `${caveat} (${where.map(({ label }) => label).join('; ')})`,
  );
  return [...sentences, ...labelNotes(groups)];
}

/** `‡ not steady in more than half of the rounds: event-loop, iterative (1 connection)`. */
function labelNotes(groups: readonly GroupAnalysis[]): string[] {
  const found = groups.flatMap(({ label: group, rows }) =>
    rows.flatMap((row) => evidenceLabelsOf(row).map((label) => ({ label, group, arm: clipped(row.cell.arm, 60) }))),
  );
  return [...Map.groupBy(found, ({ label }) => label)].map(([label, all]) => {
    const places = [...Map.groupBy(all, ({ group }) => group)].map(([group, rows]) => {
      const arms = rows.map(({ arm }) => arm).join(', ');
      return groups.length === 1 ? arms : `${arms} (${group})`;
    });
    return `‡ ${label} in more than half of the rounds: ${places.join('; ')}`;
  });
}

function caveatsOf(row: Row): string[] {
  const model = clipped(row.cell.arm, 60);
  const trouble = mishap(row);
  const limited = `† ${model}: the client was at its limit and the server was not; read its throughput as “at least”, and a verdict with † as what this client could draw`;
  const young = `${model}: its workers are young; each has served few requests, and its code is hardly compiled`;
  return [
    ...(trouble === null ? [] : [`${model}: ${trouble}`]),
    ...(isClientLimited(row) ? [limited] : []),
    ...(row.completed > 0 && hasYoungWorkers(row.cell) ? [young] : []),
  ];
}
