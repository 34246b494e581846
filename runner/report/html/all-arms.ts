/** All arms over all experiments of a run that differ in the same thing: a row each, and one figure of each experiment. */
import { figureOf, primaryOf, type Analysis, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import { gapWords } from '../text/limits.ts';
import { failureBrief, uncapitalized } from '../text/words.ts';
import { familyMark, figureCell, number, words } from './figure-tables.ts';
import { html, type Markup } from './markup.ts';
import { sortable } from './sortable.ts';

/** One for each factor that several experiments have: of a single one its own table says the same. */
export function allArms({ experiments }: Pick<Analysis, 'experiments'>): Markup[] {
  const byFactor = Map.groupBy(experiments, ({ factor }) => factor.title);
  return [...byFactor.values()].filter((some) => some.length > 1).map(sectionOf);
}

function sectionOf(experiments: readonly ExperimentAnalysis[]): Markup {
  const { title = '', plural = '' } = experiments[0]?.factor ?? {};
  const cells = new Map(inOrder(experiments).map(({ cell }) => [cell.arm, cell]));
  const hasClassicNames = [...cells.values()].some(({ classicName }) => classicName !== null);
  const columns = [
    words(title),
    ...(hasClassicNames ? [words('Classic name')] : []),
    ...experiments.map((experiment) => number(`${experiment.title}: ${uncapitalized(primaryOf(experiment).title)}`)),
  ];
  const rows = [...cells.values()].map(
    ({ arm, family, classicName }) =>
      html`<tr data-arm="${arm}">
        <th scope="row">${familyMark(family)}<code>${arm}</code></th>
        ${hasClassicNames ? html`<td>${classicName}</td>` : null}${experiments.map((experiment) => cellIn(experiment, arm))}
      </tr>`,
  );
  const usual = experiments.map(
    (experiment) => `${experiment.title}: ${groupsFirst(experiment)[0]?.label ?? 'no group'}`,
  );
  return html`<h2>All ${plural}</h2>
    ${sortable(columns, rows)}
    <p class="small">
      Each figure with its own 95 % interval: whether two ${plural} differ is read from the comparisons of the
      experiments. Where no group is named, a figure is that of this one: ${usual.join('; ')}.
    </p>`;
}

/** The experiment with the most arms has most of the order of the catalogue. */
function inOrder(experiments: readonly ExperimentAnalysis[]): Row[] {
  const rows = experiments.map(({ groups }) => groups.flatMap((group) => group.rows));
  return rows.toSorted((one, other) => other.length - one.length).flat();
}

/** The group that stands for the experiment, then the others, nearest first. */
function groupsFirst({ groups, summary }: ExperimentAnalysis) {
  return summary === 'first' ? groups : groups.toReversed();
}

/** The figure of the first of those groups in which the arm has one; the group is named where it is not the usual one. */
function cellIn(experiment: ExperimentAnalysis, arm: string): Markup {
  const primary = primaryOf(experiment);
  const found = groupsFirst(experiment).flatMap(({ label, rows }, index) => {
    const row = rows.find(({ cell }) => cell.arm === arm);
    return row === undefined ? [] : [{ row, where: index === 0 ? '' : label }];
  });
  const shown = found.find(({ row }) => figureOf(row, primary) !== null);
  if (shown !== undefined) return figureCell(shown.row, primary, experiment, shown.row.completed, shown.where);
  const completed = found.find(({ row }) => row.completed > 0);
  const why =
    completed === undefined
      ? (found.flatMap(({ row }) => failureBrief(row) ?? [])[0] ?? '')
      : gapWords(completed.row, primary, experiment.labels);
  return html`<td class="n muted">${why}</td>`;
}
