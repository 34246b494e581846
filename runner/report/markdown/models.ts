/** All models over all experiments of a run that compare models: one row each, in the order of the catalogue, with the way to its file. */
import { modelNames, models, type ModelName } from '../../../servers/models/index.ts';
import { labelsOf } from '../../analysis/labels.ts';
import type { Analysis, ExperimentAnalysis, Row } from '../../analysis/analysis.ts';
import { definitionOf } from '../../trials/server/metrics.ts';
import { absoluteText } from '../text/comparison.ts';
import type { TableColumn } from './text.ts';
import { code, plain, table } from './text.ts';
import { bracketed } from '../text/words.ts';

/** Null for a run of one such experiment: its own table says the same. */
export function modelsSection(analysis: Analysis): string | null {
  const experiments = analysis.experiments.filter(({ factor }) => factor === 'model');
  if (experiments.length < 2) return null;
  const columns: TableColumn[] = [
    { title: 'Model' },
    { title: 'Classic name' },
    ...experiments.map(({ title, primaryMetric }): TableColumn => {
      return { title: `${plain(title)}: ${definitionOf(primaryMetric).title.toLowerCase()}`, align: 'right' };
    }),
  ];
  const body = inOrder(experiments).map((model) => [
    modelLink(model),
    plain(isKnown(model) ? models[model].classicName : ''),
    ...experiments.map((experiment) => figureOf(model, experiment)),
  ]);
  const standFor = experiments.map(
    (experiment) => `${plain(experiment.title)}: ${plain(standingGroups(experiment)[0]?.label ?? 'no group')}`,
  );
  return [
    '## All models',
    table(columns, body),
    `Each figure with its own 95 % interval: whether two models differ is read from the comparisons below. A label in brackets holds for more than half of the rounds; a baseline’s figure is the mean of its two identical cells. Where nothing else is said, a figure is that of this group: ${standFor.join('; ')}. UNP is Stevens, *UNIX Network Programming* vol. 1, chapter 30.`,
  ].join('\n\n');
}

/** The model's name, leading to its file where this version has it: results lie two folders below the sources. */
export function modelLink(model: string): string {
  return isKnown(model) ? `[${code(model)}](../../servers/models/${model}.ts)` : code(model);
}

function isKnown(model: string): model is ModelName {
  return Object.hasOwn(models, model);
}

/** Those that this version does not know come last. */
function inOrder(experiments: readonly ExperimentAnalysis[]): string[] {
  const found = new Set(
    experiments.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows.map(({ cell }) => cell.model))),
  );
  return [...modelNames.filter((name) => found.has(name)), ...[...found].filter((name) => !isKnown(name))];
}

/** That which stands for the experiment, then the others, nearest first. */
function standingGroups({ groups, summary }: ExperimentAnalysis) {
  return summary === 'first' ? groups : groups.toReversed();
}

/** Of the first of those groups in which the model has one; named where it is not the usual one. */
function figureOf(model: string, experiment: ExperimentAnalysis): string {
  const { primaryMetric } = experiment;
  const groups = standingGroups(experiment);
  const rows = groups.map(({ label, rows: all }) => ({ label, row: all.find(({ cell }) => cell.model === model) }));
  for (const [index, { label, row }] of rows.entries()) {
    const estimate = row?.[primaryMetric] ?? null;
    if (row !== undefined && estimate !== null) {
      const where = index === 0 ? '' : `, ${plain(label)}`;
      return `${absoluteText(row, estimate, primaryMetric)}${where}${plain(bracketed(labelsOf(row)))}`;
    }
  }
  return statusOf(rows.flatMap(({ row }) => row ?? []));
}

/** Why a model has no figure, in a word: the experiment's own table says the rest. */
function statusOf(rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  return rows.every(({ skipped }) => skipped !== null) ? 'skipped' : 'failed';
}
