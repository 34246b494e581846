/** What must be known before a figure is used: the same in charts, the report and the terminal. */
import { isBaseline, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import { isLowerBound, labelsOf, labelsOfRatio } from '../../analysis/labels.ts';
import type { LabelDefinition } from '../../result/metric.ts';
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
 * One sentence for each arm that has no figure or not all of its trials, with the groups it is true of, where that is not all
 * of them; one for figures that are a lower bound. Then one for each label that figures carry.
 */
export function shortfalls(experiment: Shown): string[] {
  return [...failureNotes(experiment), ...boundNotes(experiment), ...labelNotes(experiment)];
}

/** `veth-delay: skipped: the kernel has no netem`. */
export function failureNotes({ groups }: Pick<Shown, 'groups'>): string[] {
  const found = groups.flatMap(({ label, rows }) =>
    rows.flatMap((row) => {
      const failure = failureSummary(row);
      return failure === null ? [] : [{ label, failure, arm: clipped(row.cell.arm, 60) }];
    }),
  );
  // Arms with the same reason in the same groups are told together: what a kernel lacks, it lacks for all of them.
  const byReason = Map.groupBy(found, ({ failure }) => failure);
  return [...byReason].flatMap(([failure, all]) => {
    const byPlaces = Map.groupBy([...Map.groupBy(all, ({ arm }) => arm)], ([, of]) => placesOf(of, groups));
    return [...byPlaces].map(([places, arms]) => `${arms.map(([arm]) => arm).join(', ')}: ${failure}${places}`);
  });
}

/** ` (1 connection; 64 connections)`; nothing where it is all groups. */
function placesOf(found: readonly { readonly label: string }[], groups: Shown['groups']): string {
  return found.length === groups.length ? '' : ` (${found.map(({ label }) => label).join('; ')})`;
}

/** `† the load generator was saturated; the server may be faster: read throughput of event-loop (echo) as “at least”`. */
function boundNotes({ groups, shown }: Shown): string[] {
  const found = groups.flatMap(({ label, rows }) =>
    rows.flatMap((row) => {
      const titles = shown.filter((metric) => isLowerBound(row, metric)).map(({ title }) => uncapitalized(title));
      return titles.length === 0 ? [] : [{ group: label, arm: clipped(row.cell.arm, 60), titles: listed(titles) }];
    }),
  );
  return [...Map.groupBy(found, ({ titles }) => titles)].map(
    ([titles, all]) => `† ${boundReason}: read ${titles} of ${armsByGroup(all, groups)} as “at least”`,
  );
}

/** Why a figure is “at least”. */
export const boundReason = 'the load generator was saturated; the server may be faster';

/** `‡ not steady in more than half of the rounds: event-loop, iterative (1 connection)`; groups of the same arms together. */
function labelNotes({ groups, shown, labels: definitions }: Shown): string[] {
  const labels = labelsAbout(shown, definitions);
  const found = groups.flatMap(({ label: group, rows }) =>
    rows.flatMap((row) => labelsOf(row, labels).map((label) => ({ label, group, arm: clipped(row.cell.arm, 60) }))),
  );
  return [...Map.groupBy(found, ({ label }) => label)].map(
    ([label, all]) => `‡ ${label} in more than half of the rounds: ${armsByGroup(all, groups)}`,
  );
}

/** What the evidence showed, within a sentence: what a label's meaning says of the figure after that is left out. */
export function shortMeaning({ meaning }: Pick<LabelDefinition, 'meaning'>): string {
  return uncapitalized(meaning.split(/(?<=[^.]): |\. |, (?:so|which) /)[0]?.replace(/\.$/, '') ?? meaning);
}

/** `event-loop, iterative (1 connection); event-loop (echo)`: groups of the same arms together; none named where it is all. */
function armsByGroup(
  found: readonly { readonly group: string; readonly arm: string }[],
  groups: Shown['groups'],
): string {
  const byGroup = [...Map.groupBy(found, ({ group }) => group)].map(([group, rows]) => {
    return { group, arms: rows.map(({ arm }) => arm).join(', ') };
  });
  return [...Map.groupBy(byGroup, ({ arms }) => arms)]
    .map(([arms, of]) => (of.length === groups.length ? arms : `${arms} (${of.map(({ group }) => group).join('; ')})`))
    .join('; ');
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
