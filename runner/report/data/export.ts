/** A result as a table for spreadsheets or as JSON for programs: its figures, or its trials. Pure, never localised. */
import type { Analysis } from '../../analysis/analysis.ts';
import type { Observation } from '../../analysis/observation.ts';
import type { Plan } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import { machineText } from '../text/machine.ts';
import { csv } from './csv.ts';
import { figureColumns, figureRows } from './figure-rows.ts';
import type { DataFormat, DataRows } from './formats.ts';
import { trialColumns, trialTable } from './trial-rows.ts';

export interface Exported {
  readonly result: ResultFile;
  /** With the conditions of today. */
  readonly plan: Plan;
  readonly observations: readonly Observation[];
  readonly analysis: Analysis;
}

/** Ends with a line break. */
export function exportData(of: Exported, format: DataFormat, rows: DataRows): string {
  return rows === 'figures' ? exportFigures(of, format) : exportTrials(of, format);
}

function exportFigures({ result, analysis }: Exported, format: DataFormat): string {
  const figures = figureRows(result, analysis);
  if (format === 'json') return json('figures', runOf(result, analysis), figures);
  return csv(
    figureColumns,
    figures.map((row) => figureColumns.map((column) => row[column])),
  );
}

function exportTrials({ result, plan, observations, analysis }: Exported, format: DataFormat): string {
  const { metrics, rows } = trialTable(plan, result, observations);
  if (format === 'json') return json('trials', runOf(result, analysis), rows);
  return csv(
    [...trialColumns, ...metrics],
    rows.map((row) => [
      ...trialColumns.map((column) => row[column]),
      ...metrics.map((name) => row.values[name] ?? null),
    ]),
  );
}

/** What is true of every row, and whether the run can be believed. */
function runOf({ plan, environment, startedAt, finishedAt }: ResultFile, { controls }: Analysis) {
  return {
    profile: plan.profile,
    seed: plan.seed,
    rounds: plan.rounds,
    margin: plan.margin,
    started_at: startedAt,
    finished_at: finishedAt,
    commit: environment.commit,
    node: environment.runtime.node,
    machine: machineText(environment),
    unfit: controls.unfit,
    controls: controls.reasons,
  };
}

/** A row to a line: what people can page through and version control can compare. */
function json(name: DataRows, run: object, rows: readonly object[]): string {
  const lines = rows.map((row) => `\n    ${JSON.stringify(row)}`);
  return `{\n  "run": ${JSON.stringify(run)},\n  "${name}": [${lines.join(',')}${lines.length === 0 ? '' : '\n  '}]\n}\n`;
}
