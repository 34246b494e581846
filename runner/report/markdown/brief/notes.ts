/** The few lines below a table without which it would be misread: what its signs mean, what is missing and why. */
import { contrastOf, figureOf, isBaseline, primaryOf, type ExperimentAnalysis } from '../../../analysis/analysis.ts';
import { labelsOf, labelsOfRatio } from '../../../analysis/labels.ts';
import type { MetricDefinition } from '../../../result/metric.ts';
import { boundReason, failureNotes, shortMeaning } from '../../text/caveats.ts';
import { labelsAbout, limitsBehindGap } from '../../text/limits.ts';
import { plain } from '../text.ts';
import type { SectionTable } from './curve-table.ts';

/** @param explained titles of labels whose meaning stands above already */
export function notesOn(
  experiment: ExperimentAnalysis,
  { text, metrics }: SectionTable,
  explained: ReadonlySet<string>,
): string[] {
  const lines = [
    ...(/[≥≤†]/.test(text) ? [`≥, ≤, †: ${boundReason}.`] : []),
    ...(text.includes('‡') ? labels(experiment, metrics, explained) : []),
    ...failureNotes(experiment),
    ...omitted(experiment, metrics),
    ...new Set(metrics.filter((metric) => isShown(metric, experiment)).flatMap(({ note }) => note ?? [])),
  ].map(plain);
  return lines.length === 0 ? [] : [lines.map((line) => `<sub>${line}</sub>`).join('<br>\n')];
}

/** Of labels that the signs of a table stand for. */
export function labelTitles(experiment: ExperimentAnalysis, { text, metrics }: SectionTable): string[] {
  return text.includes('‡') ? [...labelled(experiment, metrics).keys()] : [];
}

/** A sentence for each label, with what it means; where there are several each names the arms, but for that of most of them. */
function labels(
  experiment: ExperimentAnalysis,
  metrics: readonly MetricDefinition[],
  explained: ReadonlySet<string>,
): string[] {
  return [...labelled(experiment, metrics)].map(([label, all], index) => {
    const definition = experiment.labels.find(({ title }) => title === label);
    const where = index === 0 ? '' : ` of ${places(all, experiment)}`;
    if (definition === undefined || explained.has(label)) return `‡ ${label}${where}: see above.`;
    return `‡ ${label} in more than half of the rounds${where}: ${shortMeaning(definition)}.`;
  });
}

interface Place {
  readonly arm: string;
  readonly group: string;
}

/** By the label's title, that of the most figures first. */
function labelled(experiment: ExperimentAnalysis, metrics: readonly MetricDefinition[]): ReadonlyMap<string, Place[]> {
  const about = labelsAbout(metrics, experiment.labels);
  const primary = primaryOf(experiment);
  const found = experiment.groups.flatMap(({ label: group, rows }) =>
    rows.flatMap((row) => {
      const baselines = rows.filter(isBaseline);
      const compared = contrastOf(row, primary) === null ? [] : labelsOfRatio([row, ...baselines], about);
      return [...labelsOf(row, about), ...compared].map((label) => ({ label, arm: row.cell.arm, group }));
    }),
  );
  return new Map(
    [...Map.groupBy(found, ({ label }) => label)].toSorted(([, one], [, other]) => other.length - one.length),
  );
}

/** A note on figures that no row has would be about other groups. */
function isShown(metric: MetricDefinition, { groups }: ExperimentAnalysis): boolean {
  return groups.some(({ rows }) => rows.some((row) => figureOf(row, metric) !== null));
}

const mostPlaces = 2;

function places(all: readonly Place[], { groups }: ExperimentAnalysis) {
  const named = all.map(({ arm, group }) => (groups.length === 1 ? arm : `${arm} (${group})`));
  const more = named.length - mostPlaces;
  return more > 1 ? `${named.slice(0, mostPlaces).join(', ')} and ${more} more` : named.join(', ');
}

/** `p99 omitted (event-loop, thread-offload): the smallest trial had 369 of the 1,000 independent samples it takes`. */
function omitted(experiment: ExperimentAnalysis, metrics: readonly MetricDefinition[]): string[] {
  return metrics.flatMap((metric) => {
    const { name, title } = metric;
    const gone = experiment.groups.flatMap(({ label, rows }) =>
      rows.flatMap((row) => {
        const reason = row.figures.has(name) || row.completed === 0 ? undefined : row.withheld.get(name);
        // Whose limit it was, its cell says.
        if (limitsBehindGap(row, metric, experiment.labels).length > 0) return [];
        return reason === undefined ? [] : [{ reason, arm: row.cell.arm, group: label }];
      }),
    );
    return [...Map.groupBy(gone, ({ reason }) => reason)].map(
      ([reason, all]) => `${title} omitted (${places(all, experiment)}): ${reason}.`,
    );
  });
}
