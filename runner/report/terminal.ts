/** The findings of a run as a short table for a terminal. The report says the rest. */
import { styleText } from 'node:util';

import type { Analysis, Estimate, ExperimentAnalysis, GroupAnalysis, Row } from '../analysis/analysis.ts';
import { alarmOf, shortfalls } from './text/caveats.ts';
import { comparisonOf, labelledText } from './text/comparison.ts';
import { oneLine } from './text/one-line.ts';
import { baselineName, bracketed } from './text/words.ts';
import { crossoverLabels, crossoverSentence } from './text/crossover-words.ts';

export interface TerminalOptions {
  /** False where the output is no terminal, or the user wants none (NO_COLOR). */
  readonly colour: boolean;
  /** Characters in a line; sentences are wrapped, table rows are not. */
  readonly columns: number;
}

type Paint = (format: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

/** @param findings the sentence that answers each experiment's question, by the experiment's name */
export function renderFindings(
  { controls, experiments }: Analysis,
  findings: ReadonlyMap<string, string>,
  { colour, columns }: TerminalOptions,
): string {
  const paint: Paint = (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
  const alarm = alarmOf(controls);
  const parts = [
    ...(alarm === null ? [] : [wrap(alarm, columns).map((line) => paint('red', line))]),
    ...experiments.map((experiment) => experimentLines(experiment, findings.get(experiment.name), columns, paint)),
    ...(alarm === null ? [wrap(controls.reasons.join(' '), columns).map((line) => paint('dim', line))] : []),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function experimentLines(
  experiment: ExperimentAnalysis,
  finding: string | undefined,
  columns: number,
  paint: Paint,
): string[] {
  const { title, groups, crossovers } = experiment;
  return [
    paint('bold', oneLine(title)),
    ...(finding === undefined ? [] : wrap(finding, columns)),
    ...(crossovers.length > 0
      ? aligned(
          crossovers.map((crossover) => [
            crossover.model,
            `${crossoverSentence(crossover.outcome)}${bracketed(crossoverLabels(crossover, experiment))}`,
          ]),
        )
      : groups.flatMap((group) => groupLines(group, experiment, paint))),
    ...shortfalls(groups)
      .flatMap((line) => wrap(line, columns))
      .map((line) => paint('yellow', line)),
  ];
}

function groupLines(
  group: GroupAnalysis,
  { groups, primaryMetric, margin }: ExperimentAnalysis,
  paint: Paint,
): string[] {
  const { label, rows } = group;
  const cells = rows.map((row) => {
    const estimate = row[primaryMetric];
    const comparison = comparisonOf(row, group, primaryMetric, margin);
    return [
      row.cell.arm,
      estimate === null ? '–' : labelledText(row, estimate, primaryMetric),
      comparison?.figure ?? '',
      comparison?.sentence ?? statusOf(row, estimate),
    ];
  });
  return [...(groups.length > 1 ? [paint('dim', oneLine(label))] : []), ...aligned(cells)];
}

function statusOf(row: Row, estimate: Estimate | null): string {
  if (row.cell.role === 'baseline') return estimate === null ? 'baseline without a figure' : baselineName(row);
  if (row.skipped !== null) return 'skipped';
  return row.completed > 0 && !row.declared ? 'not declared' : 'failed';
}

/** Columns as wide as their widest cell. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const lines = rows.map((row) => row.map(oneLine));
  const widths = lines.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  );
  return lines.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd());
}

/** Lines of at most so many characters, broken at blanks; a longer word stays whole. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of oneLine(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
