/**
 * One forest over all experiments of a run: of each, the declared comparisons of the group that stands for it, by the metric
 * that decides. Ratios only: differences have a unit each, and stand in the charts of their sections. Where more rows come
 * together than a page has room for, each experiment shows those farthest from its baseline on either side.
 */
import {
  contrastOf,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import { boundOf } from '../../analysis/labels.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Draft, Line, RowGroup } from '../charts/description.ts';
import { alarmOf } from '../text/caveats.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import { comparedGroup } from '../text/summary-group.ts';
import { atGroup, count, listed, uncapitalized } from '../text/words.ts';
import { comparisonFigure, familyOf, noticesOfComparison, noticesOfPanel } from './figures.ts';
import { provenance } from './terms.ts';

/** What stays below 900 pixels: rows, and each question as so many rows for its heading. */
const mostRows = 32;
const rowsOfHeading = 1.4;

/** A factor, either way: one comparison that is far off would press all others together. It is an arrow, with its figure beside it. */
const farthestShown = 4;

interface Compared {
  readonly experiment: ExperimentAnalysis;
  readonly group: GroupAnalysis;
  readonly rows: readonly Row[];
}

/** Null where a run compares nothing by a ratio. */
export function describeSummary(
  result: ResultFile,
  controls: Controls,
  experiments: readonly ExperimentAnalysis[],
): Draft | null {
  const all = experiments.flatMap((experiment) => comparedIn(experiment));
  const total = all.reduce((sum, { rows }) => sum + rows.length, 0);
  if (total === 0) return null;
  // Of very many questions there is no room for the last ones.
  const some = all.slice(0, Math.floor(mostRows / (1 + rowsOfHeading)));
  const room = roomEach(some);
  const shown = some.map((one) => ({ ...one, rows: farthest(one, room) }));
  const kept = shown.reduce((sum, { rows }) => sum + rows.length, 0);
  const { margin } = result.plan;
  const isFar = ({ experiment, rows }: Compared) =>
    rows.some(
      (row) => Math.abs(Math.log(contrastOf(row, primaryOf(experiment))?.value ?? 1)) > Math.log(farthestShown),
    );
  const arrows = shown.some(isFar) ? `; arrows: beyond a factor of ${farthestShown}` : '';
  const few = kept === total ? '' : `, the ${kept} of ${total} farthest from the baseline of their question`;
  return {
    kind: 'forest',
    title: titleOf(all, controls.unfit, margin),
    subtitle: [
      `Ratios to the baseline of each question, simultaneous 95 % intervals${few}${arrows}; differences stand in their sections`,
      provenance(result),
    ],
    alarm: alarmOf(controls),
    notes: [
      `Mark: estimate. Bar: 95 % interval, simultaneous over all comparisons of its question. Faint dots: single rounds. Shaded: within the margin of ${formatPercent(margin)} that was declared beforehand.`,
      ...(kept === total
        ? []
        : [`${count(total - kept, 'comparison')} nearer to the baseline: see the charts of the sections.`]),
    ],
    columns: [
      {
        title: 'Ratio',
        axis: {
          scale: 'ratio',
          title: 'ratio to the baseline',
          units: [{ unit: '', size: 1 }],
          reference: 1,
          margin: [1 / (1 + margin), 1 + margin],
          within: [1 / farthestShown, farthestShown],
        },
        // Less is better of some metrics and worse of others: the verdict beside each row says it.
        directions: ['', ''],
      },
    ],
    groups: shown.map((one) => groupOf(one, one.rows)),
  };
}

/** `Of 14 comparisons with a baseline 9 differ by more than 10 %, 2 differ otherwise, 2 are equivalent and 1 shows no detectable difference`. */
function titleOf(all: readonly Compared[], unfit: boolean, margin: number): string {
  const found = all.flatMap(({ experiment, group, rows }) =>
    rows.flatMap((row) => {
      const metric = primaryOf(experiment);
      const contrast = contrastOf(row, metric);
      return contrast === null ? [] : [{ contrast, isOpen: boundOf(row, group, metric).carries === 'none' }];
    }),
  );
  const contrasts = found.filter(({ isOpen }) => !isOpen).map(({ contrast }) => contrast);
  if (unfit) return 'Comparisons with the baseline of each question (verdicts withheld)';
  const claims = contrasts.filter(({ verdict }) => verdict === 'higher' || verdict === 'lower');
  const beyond = claims.filter(({ beyondMargin }) => beyondMargin).length;
  const equivalent = contrasts.filter(({ verdict }) => verdict === 'equivalent').length;
  const open = contrasts.length - claims.length - equivalent;
  const parts = [
    [beyond, `differ by more than ${formatPercent(margin)}`, `differs by more than ${formatPercent(margin)}`],
    [claims.length - beyond, 'differ otherwise', 'differs otherwise'],
    [equivalent, 'are equivalent', 'is equivalent'],
    [open, 'show no detectable difference', 'shows no detectable difference'],
    [found.length - contrasts.length, 'are left open', 'is left open'],
  ] as const;
  const words = parts.flatMap(([amount, several, one]) =>
    amount === 0 ? [] : [`${formatCount(amount)} ${amount === 1 ? one : several}`],
  );
  return `Of ${count(found.length, 'comparison')} with a baseline ${listed(words)}`;
}

function comparedIn(experiment: ExperimentAnalysis): Compared[] {
  const primary = primaryOf(experiment);
  const group = comparedGroup(experiment);
  if (group === undefined || primary.scale !== 'factor') return [];
  const rows = group.rows.filter((row) => row.declared && contrastOf(row, primary) !== null);
  return [{ experiment, group, rows }];
}

/** Rows of each question at most: what those with few leave is for the others. */
function roomEach(all: readonly Compared[]): number {
  const counts = all.map(({ rows }) => rows.length);
  const largest = Math.max(1, ...counts);
  const heightAt = (most: number) => counts.reduce((sum, rows) => sum + Math.min(rows, most) + rowsOfHeading, 0);
  let most = 1;
  while (most < largest && heightAt(most + 1) <= mostRows) most += 1;
  return most;
}

/** In the order of the group: half from below the baseline, half from above, as far as there are. */
function farthest({ experiment, rows }: Compared, most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  const primary = primaryOf(experiment);
  const valueOf = (row: Row) => contrastOf(row, primary)?.value ?? 1;
  const byDistance = rows.toSorted(
    (one, other) => Math.abs(Math.log(valueOf(other))) - Math.abs(Math.log(valueOf(one))),
  );
  const below = byDistance.filter((row) => valueOf(row) < 1);
  const above = byDistance.filter((row) => valueOf(row) >= 1);
  const half = Math.floor(most / 2);
  const fromBelow = Math.min(below.length, Math.max(half, most - above.length));
  const chosen = new Set([...below.slice(0, fromBelow), ...above.slice(0, most - fromBelow)]);
  return rows.filter((row) => chosen.has(row));
}

function groupOf({ experiment, group }: Compared, rows: readonly Row[]): RowGroup<readonly [Line]> {
  const primary = primaryOf(experiment);
  const where = experiment.groups.length > 1 ? `, ${atGroup(group.label)}` : '';
  const best = primary.better === 'higher' ? 'more is better' : 'less is better';
  return {
    heading: `${experiment.title}${where}: ${uncapitalized(primary.title)} ÷ ${experiment.baseline ?? 'what was claimed'} (${best})`,
    rows: rows.map((row) => ({
      name: row.cell.arm,
      family: familyOf(row),
      isBaseline: false,
      lines: [
        {
          figures: [comparisonFigure(row, group, primary, experiment)],
          labels: noticesBesideNoBaseline(row, { shown: [primary], labels: experiment.labels }, group),
          missing: null,
        },
      ],
    })),
  };
}

/** Of the one metric that is shown. The baseline has no row here, so what is noticed of it stands beside whatever is compared with it. */
function noticesBesideNoBaseline(
  row: Row,
  noticed: Pick<ExperimentAnalysis, 'shown' | 'labels'>,
  group: GroupAnalysis,
): string[] {
  const own = noticesOfComparison(row, noticed, group);
  const all = noticesOfPanel(row, noticed, group);
  const ofBaseline = all.filter((notice) => !own.includes(notice));
  const too = (notice: string) => ofBaseline.includes(`baseline: ${notice}`);
  return [
    ...own.map((notice) => (too(notice) ? `${notice} (baseline too)` : notice)),
    ...ofBaseline.filter((notice) => !own.some((one) => notice === `baseline: ${one}`)),
  ];
}
