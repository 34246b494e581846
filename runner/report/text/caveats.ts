/** What must be known before a figure is used: the same in charts, the report and the terminal. */
import { isBaseline, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import { isLowerBound, labelsOf, labelsOfRatio } from '../../analysis/labels.ts';
import { labelsAbout } from './limits.ts';
import { clipped } from './one-line.ts';
import { failureSummary, listed, uncapitalized } from './words.ts';

/** Said loudly wherever figures are shown of a run that failed its controls. */
export function alarmOf(controls: Controls): string | null {
  if (!controls.unfit) return null;
  return `UNFIT RUN, verdicts withheld. ${controls.reasons.join(' ').replace(/^Unfit: (.)/, (_, first: string) => first.toUpperCase())}`;
}

/** Identical cells agree, but the other control does not hold. */
export function isSlowdownMissed({ slowdown, unfit }: Controls): boolean {
  return !unfit && slowdown !== null && !slowdown.ok;
}

/** What the sentences are about. */
type Shown = Pick<ExperimentAnalysis, 'groups' | 'shown' | 'labels'>;

/**
 * One sentence for each arm that has no figure or not all of its trials, and for figures that are a lower bound; with
 * the groups it is true of, where that is not all of them. Then one for each label that figures carry.
 */
export function shortfalls(experiment: Shown): string[] {
  const { groups } = experiment;
  const found = groups.flatMap(({ label, rows }) =>
    rows.flatMap((row) => caveatsOf(row, experiment).map((caveat) => ({ label, caveat }))),
  );
  const sentences = [...Map.groupBy(found, ({ caveat }) => caveat)].map(([caveat, where]) =>
    where.length === groups.length ? caveat : `${caveat} (${where.map(({ label }) => label).join('; ')})`,
  );
  return [...sentences, ...labelNotes(experiment)];
}

/** `‡ not steady in more than half of the rounds: event-loop, iterative (1 connection)`; groups of the same arms together. */
function labelNotes({ groups, shown, labels: definitions }: Shown): string[] {
  const labels = labelsAbout(shown, definitions);
  const found = groups.flatMap(({ label: group, rows }) =>
    rows.flatMap((row) => labelsOf(row, labels).map((label) => ({ label, group, arm: clipped(row.cell.arm, 60) }))),
  );
  return [...Map.groupBy(found, ({ label }) => label)].map(([label, all]) => {
    const byGroup = [...Map.groupBy(all, ({ group }) => group)].map(([group, rows]) => {
      return { group, arms: rows.map(({ arm }) => arm).join(', ') };
    });
    const places = [...Map.groupBy(byGroup, ({ arms }) => arms)].map(([arms, of]) =>
      of.length === groups.length ? arms : `${arms} (${of.map(({ group }) => group).join('; ')})`,
    );
    return `‡ ${label} in more than half of the rounds: ${places.join('; ')}`;
  });
}

/**
 * `‡ depends on the client in more than half of the rounds: every comparison (echo; 10 µs); epoll-loop (100 µs)`: labels that
 * are about comparisons, where comparisons are shown.
 */
export function comparisonNotes({ groups, labels }: Pick<ExperimentAnalysis, 'groups' | 'labels'>): string[] {
  const found = groups.flatMap(({ label: group, rows }) => {
    const compared = rows.filter((row) => row.contrasts.size > 0);
    const baselines = rows.filter(isBaseline);
    const labelled = compared.flatMap((row) =>
      labelsOfRatio([row, ...baselines], labels).map((label) => ({ label, arm: clipped(row.cell.arm, 60) })),
    );
    return [...Map.groupBy(labelled, ({ label }) => label)].map(([label, some]) => {
      const arms = some.length === compared.length ? 'every comparison' : some.map(({ arm }) => arm).join(', ');
      return { label, group, arms };
    });
  });
  return [...Map.groupBy(found, ({ label }) => label)].map(([label, all]) => {
    const places = [...Map.groupBy(all, ({ arms }) => arms)].map(([arms, where]) =>
      where.length === groups.length ? arms : `${arms} (${where.map(({ group }) => group).join('; ')})`,
    );
    return `‡ ${label} in more than half of the rounds: ${places.join('; ')}`;
  });
}

function caveatsOf(row: Row, { shown, labels }: Shown): string[] {
  const arm = clipped(row.cell.arm, 60);
  const failure = failureSummary(row);
  const bounded = Map.groupBy(
    shown.filter((metric) => isLowerBound(row, metric)),
    ({ boundedBy }) => boundedBy,
  );
  const bounds = [...bounded].map(([name, metrics]) => {
    const label = labels.find((one) => one.name === name)?.title ?? name;
    const titles = listed(metrics.map(({ title }) => uncapitalized(title)));
    return `† ${arm}, ${label}: read its ${titles} as “at least”; a verdict with † leaves open how much higher it is`;
  });
  return [...(failure === null ? [] : [`${arm}: ${failure}`]), ...bounds];
}
