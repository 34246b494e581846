/** What of a result can be cited, for a terminal: a line for each ID with its figure in short, or why it cannot. */
import { contrastOf, figureOf, isBaseline, primaryOf, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { slug, type CitableFigure } from '../../analysis/citable.ts';
import { comparisonOf, labelledText } from '../text/comparison.ts';
import { crossoverSentence } from '../text/crossover-words.ts';
import { formatRatio } from '../text/format.ts';
import { oneLine } from '../text/one-line.ts';
import { orderWords, ratioText } from '../text/order-words.ts';
import { wrap } from '../text/wrap.ts';
import { claimOf, type CiteContext } from './citation.ts';
import { shortIdOf } from './lookup.ts';
import { isMeasured, type Statement } from './statements.ts';

export interface ListOptions {
  /** Metrics that are not the primary one, too, each by its ID in full. */
  readonly all: boolean;
  /** Characters in a line; IDs are never broken. */
  readonly columns: number;
}

/** @param statements of the context: all, or those below some ID */
export function citationList(statements: readonly Statement[], context: CiteContext, options: ListOptions): string {
  const sections = Map.groupBy(statements, (one) => ('experiment' in one ? one.experiment : null));
  return [...sections]
    .map(([experiment, own]) => {
      const shown = own.filter((one) => isShown(one, options.all));
      return [
        ...wrap(experiment === null ? 'controls' : `${slug(experiment.name)}: ${experiment.title}`, options.columns),
        ...lines(shown, context, options),
        ...(experiment === null || options.all ? [] : metricLines(experiment, own, options.columns)),
      ].join('\n');
    })
    .join('\n\n');
}

function isShown(statement: Statement, all: boolean): boolean {
  if (statement.kind !== 'figure') return true;
  return all ? isMeasured(statement) : shortIdOf(statement) !== null;
}

const indent = 2;
const gap = 2;
/** Characters below which text behind an ID reads worse than text below it. */
const narrowestText = 24;

function lines(shown: readonly Statement[], context: CiteContext, { all, columns }: ListOptions): string[] {
  const rows = shown.map((one) => ({
    id: all ? one.id : (shortIdOf(one) ?? one.id),
    text: oneLine(detailOf(one, context)),
    isFigure: one.kind === 'figure',
  }));
  // A few long IDs of other things would push the figures to the right edge: theirs stand above their text.
  const leading = rows.some(({ isFigure }) => isFigure) ? rows.filter(({ isFigure }) => isFigure) : rows;
  const width = Math.max(0, ...leading.map(({ id }) => id.length));
  const room = columns - indent - width - gap;
  return rows.flatMap(({ id, text }) => {
    const isWide = room >= narrowestText;
    const details = wrapDetail(text, isWide ? room : columns - 3 * indent);
    const place = isWide ? indent + width + gap : 3 * indent;
    if (!isWide || id.length > width) return [`${' '.repeat(indent)}${id}`, ...indented(details, place)];
    const [first = '', ...others] = details;
    return [`${' '.repeat(indent)}${id.padEnd(width + gap)}${first}`.trimEnd(), ...indented(others, place)];
  });
}

/** `> 10 %` stays together: a line that begins with a per cent sign reads as a mistake. */
function wrapDetail(text: string, columns: number): string[] {
  const joined = text.replace(/([<>]) (\S+) %/g, '$1\u00A0$2\u00A0%');
  return wrap(joined, columns).map((line) => line.replaceAll('\u00A0', ' '));
}

function indented(texts: readonly string[], by: number): string[] {
  return texts.map((text) => `${' '.repeat(by)}${text}`);
}

/** By which metrics an ID of this experiment can be made longer. */
function metricLines(experiment: ExperimentAnalysis, own: readonly Statement[], columns: number): string[] {
  const figures = own.filter((one) => one.kind === 'figure').filter(isMeasured);
  const primary = primaryOf(experiment);
  const others = new Set(
    figures.flatMap(({ id, metric, standing }) =>
      metric.name === primary.name || standing === 'described' ? [] : [id.slice(id.lastIndexOf('/'))],
    ),
  );
  if (figures.length === 0) return [];
  const metrics = [`/${slug(primary.title)} (meant without one)`, ...others].join(', ');
  return indented(wrap(`A metric may follow: ${metrics}.`, columns - indent), indent);
}

/** `×0.69 (0.66–0.72) slower > 10 %`, `110 k/s (102–119), baseline`, `– saturated`. */
function detailOf(statement: Statement, { result }: CiteContext): string {
  const claim = claimOf(statement, result);
  if (!claim.ok) return `– ${claim.brief}`;
  switch (statement.kind) {
    case 'figure':
      return figureDetail(statement);
    case 'crossover': {
      const { axis } = statement.experiment;
      return axis === null ? '' : crossoverSentence(statement.crossover.outcome, axis);
    }
    case 'order':
      return `${orderWords(statement.pair, statement.experiment)}, ${ratioText(statement.pair.change) ?? ''}`;
    case 'finding':
      return 'what was found, in a sentence';
    case 'claim':
      return `${statement.judged.verdict}: ${statement.judged.claim.name}`;
    case 'identical':
      return formatRatio(statement.control);
    case 'slowdown':
      return formatRatio(statement.control.found);
  }
}

function figureDetail({ experiment, group, row, metric }: CitableFigure): string {
  const estimate = figureOf(row, metric);
  if (estimate === null) return '';
  if (isBaseline(row)) return `${labelledText(row, estimate, metric, experiment)}, baseline`;
  const shown = comparisonOf(row, group, metric, experiment);
  // Nobody asked before the measurement: the interval says nothing of it that could be cited.
  if (shown === null || contrastOf(row, metric)?.verdict === 'undeclared')
    return labelledText(row, estimate, metric, experiment);
  return `${shown.figure} ${shown.brief.replace(' †', ', left open by the bound')}${shown.labels}`;
}
