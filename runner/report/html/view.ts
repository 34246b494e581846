/**
 * What a reader chose to see of an experiment, as an analysis again: fewer arms, another order, another metric first, another
 * arm in the place of the baseline. Charts and tables are made of it as they are of the whole.
 */
import {
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { minus, present } from '../../analysis/pairing.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { combined } from '../../statistics/resolution.ts';
import { levelsOf } from '../text/levels.ts';
import { compare, type Contrast } from '../../statistics/verdict.ts';

export const orders = ['catalogue', 'best', 'name', 'family'] as const;
export type Order = (typeof orders)[number];

export const scales = ['drawn', 'linear', 'log'] as const;
export type ScaleChoice = (typeof scales)[number];

export interface View {
  /** Null: the experiment's own, the first two of which are compared. */
  readonly metric: string | null;
  /** An arm; null: what the plan declared. */
  readonly baseline: string | null;
  readonly order: Order;
  readonly scale: ScaleChoice;
  /** Part of a name; '' for all. */
  readonly search: string;
  /** Families and arms that are left out. */
  readonly hiddenFamilies: ReadonlySet<string>;
  readonly hiddenArms: ReadonlySet<string>;
}

export const wholeView: View = {
  metric: null,
  baseline: null,
  order: 'catalogue',
  scale: 'drawn',
  search: '',
  hiddenFamilies: new Set(),
  hiddenArms: new Set(),
};

/** Every metric that any row has a figure of, the experiment's own first. */
export function metricsOf({ shown, curve, details, conditions, groups }: ExperimentAnalysis): MetricDefinition[] {
  const all = [
    ...shown,
    ...(curve === null ? [] : [curve.across, ...curve.up]),
    ...details.flatMap(({ metrics }) => metrics),
    ...conditions,
  ];
  const measured = (name: string) => groups.some(({ rows }) => rows.some((row) => row.figures.has(name)));
  return [...new Map(all.map((metric) => [metric.name, metric])).values()].filter(({ name }) => measured(name));
}

/** Names in the order of the catalogue. */
export function armsOf({ groups }: Pick<ExperimentAnalysis, 'groups'>): string[] {
  return [...new Set(groups.flatMap(({ rows }) => rows.map(({ cell }) => cell.arm)))];
}

/** Arms that the others can be compared with: measured in every group, and in fresh processes each round. */
export function possibleBaselines(experiment: ExperimentAnalysis): string[] {
  return armsOf(experiment).filter((arm) =>
    experiment.groups.every(({ rows }) =>
      rows.some(({ cell, completed }) => cell.arm === arm && completed > 0 && cell.isOneProcess !== true),
    ),
  );
}

/** `family` as it is filtered by: arms that belong to none are of the family ''. */
export function familyName({ cell }: Row): string {
  return cell.family ?? '';
}

export function viewed(whole: ExperimentAnalysis, view: View): ExperimentAnalysis {
  const metric = metricsOf(whole).find(({ name }) => name === view.metric);
  const focused: ExperimentAnalysis = metric === undefined ? whole : { ...whole, shown: [metric] };
  const isOther = view.baseline !== null && view.baseline !== whole.baseline;
  const compared = isOther
    ? against(focused, view.baseline)
    : metric === undefined || whole.shown.some(({ name }) => name === metric.name)
      ? focused
      : against(focused, whole.baseline);
  const groups = compared.groups.map((group) => ({
    ...group,
    rows: ordered(
      group.rows.filter((row) => isShown(row, view)),
      compared,
      view.order,
    ),
  }));
  // Curves and panels of levels follow the order of the rows of their groups.
  return { ...compared, groups: view.order === 'best' ? inOneOrder(groups, compared) : groups };
}

/** Whether a comparison in the view is one that the plan declared: with another baseline, or of another metric, none is. */
export function isDeclaredView(whole: ExperimentAnalysis, view: View): boolean {
  const isOwnMetric = view.metric === null || whole.shown.some(({ name }) => name === view.metric);
  return isOwnMetric && (view.baseline === null || view.baseline === whole.baseline);
}

/** What the others are compared with always is: without it nothing is known of their ratios. */
function isShown(row: Row, { search, hiddenFamilies, hiddenArms }: View): boolean {
  if (isBaseline(row)) return true;
  const { arm, classicName } = row.cell;
  const words = `${arm} ${classicName ?? ''}`.toLowerCase();
  return words.includes(search.trim().toLowerCase()) && !hiddenFamilies.has(familyName(row)) && !hiddenArms.has(arm);
}

function ordered(rows: readonly Row[], experiment: ExperimentAnalysis, order: Order): Row[] {
  switch (order) {
    case 'catalogue':
      return [...rows];
    case 'name':
      return rows.toSorted((one, other) => inAlphabet(one.cell.arm, other.cell.arm));
    case 'family':
      return rows.toSorted((one, other) => inAlphabet(familyName(one), familyName(other)));
    case 'best':
      return rows.toSorted(byFigure(experiment));
  }
}

/** By code units: the order of no country. */
function inAlphabet(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** What has no figure comes last. */
function byFigure(experiment: ExperimentAnalysis): (one: Row, other: Row) => number {
  const primary = primaryOf(experiment);
  const sign = primary.better === 'lower' ? 1 : -1;
  const worst = sign * Number.POSITIVE_INFINITY;
  const valueOf = (row: Row) => figureOf(row, primary)?.value ?? worst;
  return (one, other) => {
    const [first, second] = [valueOf(one), valueOf(other)];
    return first === second ? 0 : sign * (first - second);
  };
}

/** Where arms have a panel each over all groups, the group that stands for the experiment decides. */
function inOneOrder(groups: readonly GroupAnalysis[], experiment: ExperimentAnalysis): GroupAnalysis[] {
  const deciding = experiment.summary === 'first' ? groups[0] : groups.at(-1);
  if (experiment.axis === null || deciding === undefined) return [...groups];
  const places = new Map(deciding.rows.map(({ cell }, place) => [cell.arm, place]));
  const placeOf = ({ cell }: Row) => places.get(cell.arm) ?? deciding.rows.length;
  return groups.map((group) => ({
    ...group,
    rows: group.rows.toSorted((one, other) => placeOf(one) - placeOf(other)),
  }));
}

/**
 * Every arm compared with one that the plan did not declare, within rounds as declared ones are, each with a single 95 %
 * interval. No verdict: who looks at every pair finds some that differ by chance.
 *
 * @param arm null where the plan has no baseline: nothing can be compared
 */
function against(experiment: ExperimentAnalysis, arm: string | null): ExperimentAnalysis {
  const groups = experiment.groups.map((group): GroupAnalysis => {
    const reference = group.rows.find(({ cell }) => cell.arm === arm);
    const rows = group.rows.map((row): Row => {
      const isReference = row === reference;
      const contrasts = reference === undefined || isReference ? new Map() : contrastsOf(row, reference, experiment);
      const role = isReference ? 'baseline' : 'arm';
      // What is compared in this view is shown among comparisons, declared or not; its verdict says that it was not.
      return { ...row, cell: { ...row.cell, role }, declared: contrasts.size > 0, contrasts };
    });
    return { ...group, rows, ranking: [] };
  });
  const offset = levelsOf(experiment)?.offset ?? null;
  // Levels stay where the declared baseline put them.
  const axis = experiment.axis === null ? null : { ...experiment.axis, offset };
  return { ...experiment, axis, baseline: arm, groups, crossovers: [], orders: [] };
}

function contrastsOf(row: Row, reference: Row, experiment: ExperimentAnalysis): Map<string, Contrast> {
  return new Map(
    experiment.shown.flatMap((metric) => {
      const found = contrastWith(row, reference, metric, experiment);
      return found === null ? [] : [[metric.name, found] as const];
    }),
  );
}

/** Null where a side has no figure, or is of one process only, whose rounds are no replications. */
export function contrastWith(
  row: Row,
  reference: Row,
  metric: MetricDefinition,
  { margin, unfit }: Pick<ExperimentAnalysis, 'margin' | 'unfit'>,
): Contrast | null {
  const { name, scale } = metric;
  if ([row, reference].some(({ figures, cell }) => !figures.has(name) || cell.isOneProcess === true)) return null;
  const differences = minus(row.series.get(name) ?? [], reference.series.get(name) ?? []);
  const known = present(differences);
  if (known.length === 0) return null;
  const inDoubt = new Set([row, reference].flatMap(({ inDoubt: places }) => places.get(name) ?? []));
  const [own = 0, other = 0] = [row, reference].map(({ resolutions }) => resolutions.get(name));
  const terms = { comparisons: 1, margin, unfit, isDeclared: false, doubtful: inDoubt.size };
  return compare(known, terms, metric, combined(own, other, scale));
}
