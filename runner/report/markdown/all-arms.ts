/** All arms over all experiments of a run that differ in the same thing: one row each, with the way to its file. */
import { figureOf, primaryOf, type Analysis, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import { labelsOf } from '../../analysis/labels.ts';
import { absoluteText } from '../text/comparison.ts';
import { gapWords, labelsAbout } from '../text/limits.ts';
import { bracketed, failureBrief, uncapitalized } from '../text/words.ts';
import { armLinks } from './arms.ts';
import type { TableColumn } from './text.ts';
import { code, plain, table } from './text.ts';

/** A section for each factor that several experiments have: of a single one its own table says the same. */
export function allArmsSections({ experiments }: Analysis): string[] {
  const byFactor = Map.groupBy(experiments, ({ factor }) => factor.title);
  return [...byFactor.values()].filter((some) => some.length > 1).map(allArms);
}

function allArms(experiments: readonly ExperimentAnalysis[]): string {
  const [first] = experiments;
  const { title = '', plural = '' } = first?.factor ?? {};
  const links = new Map(experiments.toReversed().flatMap((experiment) => [...armLinks(experiment)]));
  const classicNames = new Map(rowsOf(experiments).map(({ cell }) => [cell.arm, cell.classicName]));
  const hasClassicNames = [...classicNames.values()].some((name) => name !== null);
  const columns: TableColumn[] = [
    { title: plain(title) },
    ...(hasClassicNames ? [{ title: 'Classic name' }] : []),
    ...experiments.map((experiment): TableColumn => {
      return {
        title: `${plain(experiment.title)}: ${plain(uncapitalized(primaryOf(experiment).title))}`,
        align: 'right',
      };
    }),
  ];
  const body = inOrder(experiments).map((arm) => [
    links.get(arm) ?? code(arm),
    ...(hasClassicNames ? [plain(classicNames.get(arm) ?? '')] : []),
    ...experiments.map((experiment) => figureIn(experiment, arm)),
  ]);
  const usual = experiments.map(
    (experiment) => `${plain(experiment.title)}: ${plain(summaryFirst(experiment)[0]?.label ?? 'no group')}`,
  );
  return [
    `## All ${plain(plural)}`,
    table(columns, body),
    `Each figure with its own 95 % interval: whether two ${plain(plural)} differ is read from the comparisons below. A label in brackets holds for more than half of the rounds; a baseline’s figure is the mean of its two identical cells. Where nothing else is said, a figure is that of this group: ${usual.join('; ')}.${[...classicNames.values()].some((name) => name?.includes('UNP')) ? ' UNP is Stevens, *UNIX Network Programming* vol. 1, chapter 30.' : ''}`,
  ].join('\n\n');
}

function rowsOf(experiments: readonly ExperimentAnalysis[]): Row[] {
  return experiments.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows));
}

/** Rows of a group are in the order of the catalogue: the experiment with the most arms has most of that order. */
function inOrder(experiments: readonly ExperimentAnalysis[]): string[] {
  const arms = experiments.map((experiment) => [...new Set(rowsOf([experiment]).map(({ cell }) => cell.arm))]);
  return [...new Set(arms.toSorted((one, other) => other.length - one.length).flat())];
}

/** The group that stands for the experiment, then the others, nearest first. */
function summaryFirst({ groups, summary }: ExperimentAnalysis) {
  return summary === 'first' ? groups : groups.toReversed();
}

/** The figure in the first of those groups in which the arm has one; the group is named where it is not the usual one. */
function figureIn(experiment: ExperimentAnalysis, arm: string): string {
  const primary = primaryOf(experiment);
  const rows = summaryFirst(experiment).map(({ label, rows: all }) => ({
    label,
    row: all.find(({ cell }) => cell.arm === arm),
  }));
  for (const [index, { label, row }] of rows.entries()) {
    const estimate = row === undefined ? null : figureOf(row, primary);
    if (row !== undefined && estimate !== null) {
      const where = index === 0 ? '' : `, ${plain(label)}`;
      const labels = plain(bracketed(labelsOf(row, labelsAbout([primary], experiment.labels))));
      return `${absoluteText(row, estimate, primary)}${where}${labels === '' ? '' : ` ${labels}`}`;
    }
  }
  return plain(
    statusOf(
      rows.flatMap(({ row }) => row ?? []),
      experiment,
    ),
  );
}

/** Why an arm has no figure in any group, in a few words: the experiment's own table says the rest. */
function statusOf(rows: readonly Row[], experiment: ExperimentAnalysis): string {
  const completed = rows.find((row) => row.completed > 0);
  if (completed !== undefined) return gapWords(completed, primaryOf(experiment), experiment.labels);
  const failures = rows.flatMap((row) => failureBrief(row) ?? []);
  return failures.find((failure) => failure !== 'skipped') ?? failures[0] ?? '';
}
