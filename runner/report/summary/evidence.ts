/** Caveats that the trials of a run give rise to, the gravest first; within one rank, what concerns the most figures. */
import { figureOf, isBaseline, type Analysis, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import { isWithinAsked } from '../../analysis/precision.ts';
import { isLowerBound, labelsOf, labelsOfRatio } from '../../analysis/labels.ts';
import type { ResultFile } from '../../result/result.ts';
import { isSlowdownMissed, shortMeaning } from '../text/caveats.ts';
import { gapWords } from '../text/limits.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import { clipped } from '../text/one-line.ts';
import { count, listed } from '../text/words.ts';

export function evidenceCaveats(result: ResultFile, analysis: Analysis): string[] {
  const { experiments } = analysis;
  return [
    ...runCaveats(result, analysis),
    ...missingCells(experiments),
    ...bounds(experiments),
    ...labelled(experiments),
    ...withheldFigures(experiments),
    ...undecided(experiments),
  ];
}

/** What is wrong with the run as a whole, though it is fit. */
function runCaveats({ environment, plan }: ResultFile, { controls, experiments }: Analysis): string[] {
  const { commit, runtime, programs } = environment;
  const { added = [] } = runtime;
  const { preloaded = [] } = programs ?? {};
  return [
    ...(isSlowdownMissed(controls)
      ? [
          'The known slowdown was not found as it was put in, which happens in one sound run of twenty: repeat the run before you cite a difference of a few percent.',
        ]
      : []),
    ...imprecise(plan, experiments),
    ...(commit === null ? ['Which commit was measured is unknown: there was no git, or no history.'] : []),
    ...(commit?.endsWith('-dirty') === true
      ? ['The work tree had changes that no commit holds, so that nobody else can repeat this run.']
      : []),
    ...(runtime.pinned ? [] : [`Node ${runtime.node} is not the runtime that this project pins.`]),
    ...(added.length === 0 ? [] : [`The script that --node named added ${listed(added)}: figures may depend on it.`]),
    ...(preloaded.length === 0
      ? []
      : [`This system loads ${listed(preloaded)} into every program: figures may depend on it.`]),
    ...((programs?.niceness ?? 0) === 0
      ? []
      : [`Servers and clients ran with niceness ${programs?.niceness}, so that other programs had another share.`]),
  ];
}

/** What `--precision` asked for, where it was not reached. */
function imprecise({ precision, rounds }: ResultFile['plan'], experiments: readonly ExperimentAnalysis[]): string[] {
  if (precision === undefined) return [];
  const { asked } = precision;
  const wide = experiments.flatMap(({ name, shown: [primary], groups }) => {
    const widths = groups.flatMap(({ rows }) =>
      rows.flatMap((row) => (row.declared ? (row.contrasts.get(primary.name)?.detectable ?? []) : [])),
    );
    const widest = Math.max(1, ...widths);
    return isWithinAsked(widest, asked) ? [] : [`${name} ±${formatPercent(widest - 1)}`];
  });
  if (wide.length === 0) return [];
  return [
    `The precision that was asked for, ±${formatPercent(asked)}, was not reached in ${count(rounds, 'round')}: the widest half-width is ${listed(wide)}.`,
  ];
}

interface Placed {
  readonly row: Row;
  readonly group: string;
  readonly experiment: ExperimentAnalysis;
  /** Of its group. */
  readonly baselines: readonly Row[];
}

function rowsOf(experiments: readonly ExperimentAnalysis[]): Placed[] {
  return experiments.flatMap((experiment) =>
    experiment.groups.flatMap(({ label, rows }) => {
      const baselines = rows.filter(isBaseline);
      return rows.map((row) => ({ row, group: label, experiment, baselines }));
    }),
  );
}

const mostNames = 2;

/** `event-loop (echo), iterative`: the first few, and how many more. */
function names(rows: readonly Placed[]): string {
  const all = [
    ...new Set(
      rows.map(({ row, group, experiment }) => {
        const arm = clipped(row.cell.arm, 40);
        return experiment.groups.length > 1 ? `${arm} (${clipped(group, 40)})` : arm;
      }),
    ),
  ];
  const more = all.length - mostNames;
  return more > 1 ? `${all.slice(0, mostNames).join(', ')} and ${formatCount(more)} more` : listed(all);
}

/** ` (Number of connections; Network paths)`: the questions that these rows are of, where these are not all. */
function questions(rows: readonly Placed[], all: readonly Placed[]): string {
  const titlesOf = (placed: readonly Placed[]) => [...new Set(placed.map(({ experiment }) => experiment.title))];
  const titles = titlesOf(rows);
  if (titlesOf(all).length === titles.length) return '';
  const more = titles.length - mostQuestions;
  return ` (${more > 0 ? `${titles.slice(0, mostQuestions).join('; ')} and ${formatCount(more)} more` : titles.join('; ')})`;
}

const mostQuestions = 3;
const longestReason = 100;

function missingCells(experiments: readonly ExperimentAnalysis[]): string[] {
  const all = rowsOf(experiments);
  const missing = all.filter(({ row }) => row.completed === 0);
  if (missing.length === 0) return [];
  const reasons = new Set(missing.map(({ row }) => row.skipped ?? row.error ?? 'no trial was completed'));
  const [reason = ''] = reasons;
  // What to do about it stands in its section.
  const why =
    reasons.size === 1 ? clipped(reason.split(/ \(|: /)[0] ?? reason, longestReason) : 'their sections tell why';
  return [
    `Not measured: ${formatCount(missing.length)} of ${count(all.length, 'row')}${questions(missing, all)}, ${names(missing)} (${why}).`,
  ];
}

function bounds(experiments: readonly ExperimentAnalysis[]): string[] {
  const all = rowsOf(experiments);
  const bounded = all.filter(({ row, experiment }) =>
    experiment.shown.some((metric) => figureOf(row, metric) !== null && isLowerBound(row, metric)),
  );
  if (bounded.length === 0) return [];
  const isReference = bounded.some(({ row }) => isBaseline(row));
  const ratios = isReference ? ', and ratios to such a baseline as “at most”' : '';
  return [
    `The load generator was saturated and the server may be faster for ${names(bounded)}${questions(bounded, all)}: read “at least”${ratios}.`,
  ];
}

/** A sentence for each label that figures or their comparisons carry, that of the most of them first. */
function labelled(experiments: readonly ExperimentAnalysis[]): string[] {
  const all = rowsOf(experiments).filter(({ row }) => row.completed > 0);
  const compared = all.filter(({ row }) => row.contrasts.size > 0);
  const areRatios = compared.every(({ experiment: { shown } }) => shown[0].scale === 'factor');
  const carried = [
    ...carriedBy(all, 'row', ({ row, experiment }) => labelsOf(row, experiment.labels)),
    ...carriedBy(compared, areRatios ? 'ratio' : 'comparison', ({ row, experiment, baselines }) =>
      labelsOfRatio([row, ...baselines], experiment.labels),
    ),
  ];
  return carried
    .toSorted((one, other) => other.placed.length - one.placed.length)
    .map(({ label, placed, among, noun }) => {
      const definition = placed[0]?.experiment.labels.find(({ title }) => title === label);
      const meaning = definition === undefined ? '' : `: ${shortMeaning(definition)}`;
      const share =
        placed.length === among && among > 1
          ? `all ${count(among, noun)}`
          : `${formatCount(placed.length)} of ${count(among, noun)}`;
      const where = questions(placed, all);
      // Where questions are told the names of many rows add nothing: signs in the tables show them.
      const which = placed.length > mostNames && (where !== '' || placed.length === among) ? '' : `, ${names(placed)}`;
      return `${capitalized(label)} (‡) in ${share}${where}${which}${meaning}.`;
    });
}

interface Carried {
  readonly label: string;
  readonly placed: readonly Placed[];
  /** How many could carry it, and what these are. */
  readonly among: number;
  readonly noun: string;
}

function carriedBy(all: readonly Placed[], noun: string, labelsIn: (placed: Placed) => readonly string[]): Carried[] {
  const each = all.flatMap((placed) => labelsIn(placed).map((label) => ({ label, placed })));
  return [...Map.groupBy(each, ({ label }) => label)].map(([label, some]) => {
    return { label, placed: some.map(({ placed }) => placed), among: all.length, noun };
  });
}

function withheldFigures(experiments: readonly ExperimentAnalysis[]): string[] {
  const found = rowsOf(experiments).flatMap(({ row, experiment }) =>
    experiment.shown.flatMap((metric) => {
      const reason = figureOf(row, metric) === null && row.completed > 0 ? row.withheld.get(metric.name) : undefined;
      const brief = gapWords(row, metric, experiment.labels);
      return reason === undefined ? [] : [{ title: metric.title, reason, brief }];
    }),
  );
  const [largest] = [...Map.groupBy(found, ({ title }) => title).values()].toSorted(
    (one, other) => other.length - one.length,
  );
  const [first] = largest ?? [];
  if (largest === undefined || first === undefined) return [];
  const where = `${first.title} omitted in ${count(largest.length, 'place')}`;
  const byReason = [...Map.groupBy(largest, ({ brief }) => brief)];
  if (byReason.length === 1) return [`${where}: ${first.reason}.`];
  return [`${where}: ${listed(byReason.map(([brief, some]) => `${brief} in ${formatCount(some.length)}`))}.`];
}

/** Comparisons that found nothing, though there may be something. */
function undecided(experiments: readonly ExperimentAnalysis[]): string[] {
  const all = rowsOf(experiments);
  const compared = all.flatMap((placed) => {
    const contrast = placed.row.declared ? placed.row.contrasts.get(placed.experiment.shown[0].name) : undefined;
    return contrast === undefined ? [] : [{ placed, contrast }];
  });
  const open = compared.filter(({ contrast: { verdict } }) => verdict === 'inconclusive');
  const where = questions(
    open.map(({ placed }) => placed),
    all,
  );
  if (open.length === 0) return [];
  return [
    `${formatCount(open.length)} of ${count(compared.length, 'comparison')}${where} found no detectable difference, which proves no equality: their intervals reach beyond the margin.`,
  ];
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
