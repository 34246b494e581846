/** The section of one question: its chart, one table, and the conditions. Further charts are folded away. */
import type { ExperimentAnalysis } from '../../../analysis/analysis.ts';
import type { PlacedChart } from '../../describe/charts.ts';
import { measuredTerms, termText } from '../../text/measured-conditions.ts';
import { count, sharedTerms, uncapitalized } from '../../text/words.ts';
import { usualRounds } from './cells.ts';
import { curveTable, type SectionTable } from './curve-table.ts';
import { labelTitles, notesOn } from './notes.ts';
import { orderTable } from './order-table.ts';
import { claimsInBrief } from '../claims.ts';
import { precedentSection } from '../precedent.ts';
import { groupTable, levelTable } from './section-table.ts';
import { code, details, plain } from '../text.ts';

/** @param before experiments whose sections stand before it: what these have explained is not said again */
export function experimentSection(
  experiment: ExperimentAnalysis,
  charts: readonly PlacedChart[],
  before: readonly ExperimentAnalysis[] = [],
): string {
  const { title, question, name } = experiment;
  const own = charts.filter((chart) => chart.experiment === name);
  const first = own.find(({ what, of }) => what === 'curve' && of === curveMetric(experiment)?.name) ?? own[0];
  const others = own.filter((chart) => chart !== first);
  const shown = tableOf(experiment);
  const explained = new Set(before.flatMap((one) => labelTitles(one, tableOf(one))));
  const precedent = precedentSection(experiment);
  const claims = claimsInBrief(experiment, charts);
  return [
    `## ${plain(title)}`,
    `*${plain(question)}*`,
    ...(first === undefined || claims !== null ? [] : [image(first, title)]),
    ...(claims === null ? [shown.text, ...notesOn(experiment, shown, explained)] : [claims]),
    [conditions(experiment), ...(claims === null ? others.map((chart) => link(chart, experiment)) : [])].join(' · '),
    ...(precedent === null || experiment.precedent === null
      ? []
      : [details(experiment.precedent.title, precedent.replace(/^### .*\n\n/, ''))]),
  ].join('\n\n');
}

function tableOf(experiment: ExperimentAnalysis): SectionTable {
  const metric = curveMetric(experiment);
  if (metric !== undefined && experiment.curve !== null) return curveTable(metric, experiment.curve, experiment);
  const { groups } = experiment;
  const [group] = groups;
  const order = orderTable(experiment);
  if (order !== null) return order;
  return group !== undefined && groups.length === 1 ? groupTable(group, experiment) : levelTable(experiment);
}

/** Of a curve that which the experiment itself shows first: its other ones are in charts. */
function curveMetric({ curve, shown }: ExperimentAnalysis) {
  return shown.find(({ name }) => curve?.up.some((metric) => metric.name === name)) ?? curve?.up[0];
}

/** ``Baseline `event-loop`; n = 8 rounds; 64 connections, …`` */
function conditions(experiment: ExperimentAnalysis): string {
  const { baseline, groups } = experiment;
  const terms = [...sharedTerms(experiment).map(({ text }) => text), ...measuredTerms(experiment).map(termText)];
  const rounds = usualRounds(experiment);
  return [
    baseline === null ? 'Each is compared with what was claimed of it' : `Baseline ${code(baseline)}`,
    ...(groups.length === 0 || rounds === null ? [] : [`n = ${count(rounds, 'round')}`]),
    ...(terms.length === 0 ? [] : [plain(terms.join(', '))]),
  ]
    .join('; ')
    .concat('.');
}

/** `[single figures](charts/models-absolute.svg)`. */
function link({ what, of, path }: PlacedChart, { curve }: ExperimentAnalysis): string {
  const metric = curve?.up.find(({ name }) => name === of);
  return `[${metric === undefined ? chartNames[what] : plain(uncapitalized(metric.title))}](${path})`;
}

/** What a chart shows, in a word or two. */
const chartNames: Readonly<Record<PlacedChart['what'], string>> = {
  summary: 'the main comparisons',
  controls: 'controls',
  matrix: 'pairs',
  curve: 'curves',
  claim: 'what was looked at',
  ratio: 'comparisons',
  difference: 'comparisons',
  absolute: 'single figures',
};

/** Its title is drawn in it; the words here are for who cannot see it, and has the table below. */
export function image({ what, path }: PlacedChart, title: string): string {
  return `![Chart of ${chartNames[what]}: ${plain(title)}](${path})`;
}
