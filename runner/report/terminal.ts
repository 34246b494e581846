/** The findings of a run as a short table for a terminal. The report says the rest. */
import { styleText } from 'node:util';

import {
  figureOf,
  isBaseline,
  primaryOf,
  type Analysis,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../analysis/analysis.ts';
import { findingOf } from './findings/index.ts';
import { alarmOf, comparisonNotes, shortfalls } from './text/caveats.ts';
import { comparisonOf, labelledText } from './text/comparison.ts';
import { gapWords } from './text/limits.ts';
import { measuredTerms, termText } from './text/measured-conditions.ts';
import { aligned } from './text/aligned.ts';
import { oneLine } from './text/one-line.ts';
import { baselineName, bracketed, failureBrief } from './text/words.ts';
import { crossoverLabels, crossoverSentence } from './text/crossover-words.ts';
import { wrap } from './text/wrap.ts';

export interface TerminalOptions {
  /** False where the output is no terminal, or the user wants none (NO_COLOR). */
  readonly colour: boolean;
  /** Characters in a line; sentences are wrapped, table rows are not. */
  readonly columns: number;
}

type Paint = (format: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

export function renderFindings({ controls, experiments }: Analysis, { colour, columns }: TerminalOptions): string {
  const paint: Paint = (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
  const alarm = alarmOf(controls);
  const parts = [
    ...(alarm === null ? [] : [wrap(alarm, columns).map((line) => paint('red', line))]),
    ...experiments.map((experiment) => experimentLines(experiment, columns, paint)),
    ...(alarm === null ? [wrap(controls.reasons.join(' '), columns).map((line) => paint('dim', line))] : []),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function experimentLines(experiment: ExperimentAnalysis, columns: number, paint: Paint): string[] {
  const { title, groups, crossovers, axis } = experiment;
  return [
    paint('bold', oneLine(title)),
    ...wrap(findingOf(experiment), columns),
    ...measuredTerms(experiment).flatMap((term) => wrap(`Condition: ${termText(term)}`, columns)),
    ...(crossovers.length > 0 && axis !== null
      ? aligned(
          crossovers.map((crossover) => [
            crossover.arm,
            `${crossoverSentence(crossover.outcome, axis)}${bracketed(crossoverLabels(crossover, experiment))}`,
          ]),
        )
      : groups.flatMap((group) => groupLines(group, experiment, paint))),
    ...[...shortfalls(experiment), ...comparisonNotes(experiment)]
      .flatMap((line) => wrap(line, columns))
      .map((line) => paint('yellow', line)),
  ];
}

function groupLines(group: GroupAnalysis, experiment: ExperimentAnalysis, paint: Paint): string[] {
  const { label, rows } = group;
  const primary = primaryOf(experiment);
  const cells = rows.map((row) => {
    const estimate = figureOf(row, primary);
    const comparison = comparisonOf(row, group, primary, experiment);
    return [
      row.cell.arm,
      estimate === null ? '–' : labelledText(row, estimate, primary, experiment),
      comparison?.figure ?? '',
      comparison?.sentence ?? statusOf(row, experiment),
    ];
  });
  return [...(experiment.groups.length > 1 ? [paint('dim', oneLine(label))] : []), ...aligned(cells)];
}

/** Why there is no figure, else why no comparison. */
function statusOf(row: Row, experiment: ExperimentAnalysis): string {
  const primary = primaryOf(experiment);
  const hasFigure = figureOf(row, primary) !== null;
  const reason = failureBrief(row) ?? gapWords(row, primary, experiment.labels);
  if (isBaseline(row)) return hasFigure ? baselineName(row) : `baseline, ${reason}`;
  if (!hasFigure) return reason;
  return row.declared ? 'not compared' : 'not declared';
}
