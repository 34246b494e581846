/** Two runs side by side for a terminal: what they were measured with, what held, what changed, what cannot be told. */
import { styleText } from 'node:util';
import {
  sides,
  type Both,
  type ComparedFigure,
  type Outcome,
  type RunComparison,
  type Side,
} from '../../analysis/compare-runs.ts';
import type { Analysis } from '../../analysis/analysis.ts';
import { slug, type CitableFigure } from '../../analysis/citable.ts';
import { fingerprintOf, type Difference } from '../../machine/fingerprint.ts';
import type { ResultFile } from '../../result/result.ts';
import { alarmOf, isSlowdownMissed } from '../text/caveats.ts';
import { absoluteText } from '../text/comparison.ts';
import { clipped } from '../text/one-line.ts';
import { wrap } from '../text/wrap.ts';
import { count, uncapitalized } from '../text/words.ts';
import { conditionsOf } from './conditions.ts';
import {
  belowOneAnother,
  fit,
  indented,
  sideBySide,
  type Paint,
  type Table,
  type TableRow,
  type Tone,
} from './tables.ts';
import { changeText, crossoverWords, labelsWithin, outcomeWords, ratioWithin, summaryOf } from './words.ts';

export interface NamedRun {
  /** As the user would type it. */
  readonly name: string;
  readonly result: ResultFile;
  readonly analysis: Analysis;
}

export interface CompareStyle {
  readonly colour: boolean;
  /** Characters in a line; a longer word stays whole. */
  readonly columns: number;
}

const formats = { heading: 'bold', good: 'green', bad: 'red', unclear: 'yellow', aside: 'dim' } as const;

const acrossSentence =
  'Across machines: only ratios within each run are compared. A change may be the machine’s, and nothing here tells the two apart.';

const caveats = [
  'The intervals cover the rounds within the two runs, not what a machine does between two sessions: measure both once more before you cite a change.',
  'Every ratio moves when its baseline does, and what changed for all arms alike, baseline included, is in none of them.',
];

export function renderComparison(
  runs: Both<NamedRun>,
  comparison: RunComparison,
  { across, style: { colour, columns } }: { readonly across: boolean; readonly style: CompareStyle },
): string {
  const paint: Paint = (text, tone) => (colour ? styleText(formats[tone], text, { validateStream: false }) : text);
  const reasons = reasonsIn(comparison);
  const besides = [crossoverTables(comparison), baselineTables(comparison)];
  const results = { A: runs.A.result, B: runs.B.result };
  const parts = [
    across ? wrap(acrossSentence, columns).map((line) => paint(line, 'unclear')) : [],
    sides.flatMap((side) => wrap(runLine(side, runs[side]), columns)),
    ...conditionParts(results, columns, paint),
    sides
      .flatMap((side) => alarms(side, runs[side]))
      .flatMap((line) => wrap(line, columns).map((one) => paint(one, 'bad'))),
    ...laidOut(figureTables(comparison, reasons), columns, paint),
    [...reasons].flatMap(([why, number]) => indented(`(${number}) ${why}`, 2, columns)),
    ...besides.flatMap((alike) => laidOut(alike, columns, paint)),
    sides.flatMap((side) => onlyIn(side, comparison.onlyIn[side], runs)).flatMap((line) => wrap(line, columns)),
    [
      ...wrap(summaryOf(comparison), columns).map((line) => paint(line, 'heading')),
      ...caveats.flatMap((line) => wrap(line, columns)),
    ],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** All of them the one way or the other. */
function laidOut(tables: readonly Table[], columns: number, paint: Paint): string[][] {
  const layout = fit(tables, columns) ? sideBySide : belowOneAnother;
  return tables.map((table) => layout(table, columns, paint));
}

/** `A  results/reference: 2026-11-22 16:39:51 UTC, quick, 8 rounds, seed 7, commit f3d189e14042, machine 1a2b3c4d`. */
function runLine(side: Side, { name, result }: NamedRun): string {
  const { startedAt, plan, environment } = result;
  const facts = [
    startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC'),
    plan.profile,
    count(plan.rounds, 'round'),
    `seed ${plan.seed}`,
    `commit ${shortCommit(environment.commit ?? 'unknown')}`,
    `machine ${fingerprintOf(environment).short}`,
  ];
  return `${side} = ${name}: ${facts.join(', ')}`;
}

/** The first twelve digits, and whether the work tree had changes. */
function shortCommit(text: string): string {
  return text.replace(/^([0-9a-f]{12})[0-9a-f]{28}(?=-|$)/, '$1');
}

/** A value of many words, such as all mitigations, is of no use where it is the same; nor is that there is none. */
const longestValue = 40;

function conditionParts(results: Both<ResultFile>, columns: number, paint: Paint): string[][] {
  const { differing, same, unknown } = conditionsOf(results);
  const shown = same
    .filter(([, value]) => value !== 'none')
    .map(([name, value]) => ({ name, value: shortCommit(value ?? '') }))
    .map(({ name, value }) => (value.length > longestValue ? name : `${name} ${value}`));
  const rows = differing.map(({ name, was, is }: Difference): TableRow => ({
    cells: [clipped(name, 200), ...[was, is].map((value) => clipped(shortCommit(value ?? 'unknown'), 200))],
  }));
  const differences: Table = { heading: 'What differs', columns: ['A', 'B'], rows };
  return [
    ...(rows.length === 0
      ? [wrap('Nothing differs of what the results tell of machine, software and plan.', columns)]
      : laidOut([differences], columns, paint)),
    wrap(`The same in both: ${shown.join('; ')}.`, columns),
    unknown.length === 0
      ? []
      : wrap(
          `Not verified to be the same machine, since at least one of the results does not tell: ${unknown.join(', ')}.`,
          columns,
        ).map((line) => paint(line, 'unclear')),
  ];
}

function alarms(side: Side, { result, analysis }: NamedRun): string[] {
  const alarm = alarmOf(analysis.controls);
  return [
    ...(alarm === null ? [] : [`${side}: ${alarm}`]),
    ...(isSlowdownMissed(analysis.controls) ? [`${side}: the known slowdown was not found as it was put in.`] : []),
    ...(result.finishedAt === null
      ? [`${side}: the run was interrupted; its figures rest on the rounds that were finished.`]
      : []),
  ];
}

/** Reasons why figures cannot be told, by their text, numbered as they occur. */
function reasonsIn({ figures }: RunComparison): ReadonlyMap<string, number> {
  const all = figures.flatMap(({ outcome }) => reasonOf(outcome) ?? []);
  return new Map([...new Set(all)].map((why, index) => [why, index + 1]));
}

function reasonOf(outcome: Outcome): string | null {
  return outcome.kind === 'cannot-tell' || outcome.kind === 'not-judged' ? outcome.why : null;
}

/** `models/64-connections`: what the IDs of the group's figures begin with. */
function placeOf({ experiment, group }: CitableFigure): string {
  return `${slug(experiment.name)}/${slug(group.label)}`;
}

function figureTables({ figures, margin }: RunComparison, reasons: ReadonlyMap<string, number>): Table[] {
  const blocks = Map.groupBy(figures, ({ figures: { B } }) => `${B.group.id}\n${B.metric.name}`);
  return [...blocks.values()].flatMap((of): Table[] => {
    const [first] = of;
    if (first === undefined) return [];
    const { B } = first.figures;
    const sign = B.metric.scale === 'factor' ? '÷' : '−';
    const labels = labelNotes(of);
    return [
      {
        heading: `${placeOf(B)}: ${uncapitalized(B.metric.title)} ${sign} ${B.experiment.baseline ?? 'what was claimed'}${labels}`,
        columns: ['A', 'B', `B ${sign} A`, ''],
        rows: of.map((figure) => figureRow(figure, margin, reasons)),
      },
    ];
  });
}

function figureRow(figure: ComparedFigure, margin: number, reasons: ReadonlyMap<string, number>): TableRow {
  const why = reasonOf(figure.outcome);
  const number = why === null ? '' : ` (${reasons.get(why)})`;
  const within = sides.map(
    (side) => `${ratioWithin(figure, side)}${labelsWithin(figure, side).length > 0 ? ' ‡' : ''}`,
  );
  return {
    cells: [
      clipped(figure.figures.B.row.cell.arm, 60),
      ...within,
      changeText(figure),
      `${outcomeWords(figure, margin)}${number}`,
    ],
    ...toneOf(figure),
  };
}

function toneOf({ outcome }: ComparedFigure): { readonly tone?: Tone } {
  if (outcome.kind === 'changed') return { tone: outcome.isWorse ? 'bad' : 'good' };
  if (outcome.kind === 'cannot-tell') return { tone: 'unclear' };
  return outcome.kind === 'not-judged' ? { tone: 'aside' } : {};
}

/** ` ‡ not steady (A: thread-offload; B)`: of which arms, where it is not all of them. */
function labelNotes(of: readonly ComparedFigure[]): string {
  const found = of.flatMap((figure) =>
    sides.flatMap((side) =>
      labelsWithin(figure, side).map((label) => ({ label, side, arm: clipped(figure.figures.B.row.cell.arm, 60) })),
    ),
  );
  const notes = [...Map.groupBy(found, ({ label }) => label)].map(([label, all]) => {
    const places = [...Map.groupBy(all, ({ side }) => side)].map(([side, some]) =>
      some.length === of.length ? side : `${side}: ${some.map(({ arm }) => arm).join(', ')}`,
    );
    return `${label} (${places.join('; ')})`;
  });
  return notes.length === 0 ? '' : ` ‡ ${notes.join(', ')}`;
}

function crossoverTables({ crossovers }: RunComparison): Table[] {
  if (crossovers.length === 0) return [];
  const rows = crossovers.map((crossover): TableRow => {
    const { kind } = crossover.outcome;
    const tone = kind === 'changed' ? 'heading' : kind === 'cannot-tell' ? 'unclear' : 'aside';
    return { cells: [crossover.id, ...crossoverWords(crossover)], tone };
  });
  const heading = 'Crossovers: changed where the levels between which they lie have nothing in common';
  return [{ heading, columns: ['A', 'B', ''], rows }];
}

function baselineTables({ baselines }: RunComparison): Table[] {
  if (baselines.length === 0) return [];
  const rows = baselines.map(({ figures }): TableRow => {
    const values = sides.map((side) => {
      const { row, metric } = figures[side];
      const figure = row.figures.get(metric.name);
      return figure === undefined ? '–' : absoluteText(row, figure, metric);
    });
    return { cells: [`${placeOf(figures.B)}: ${uncapitalized(figures.B.metric.column)}`, ...values] };
  });
  return [
    {
      heading:
        'Baselines, absolute and not judged: such figures drift from session to session on one and the same machine',
      columns: ['A', 'B'],
      rows,
    },
  ];
}

/** `Only in A: connections, idle; compute at 10 µs: event-loop, thread-offload`. */
function onlyIn(side: Side, own: readonly CitableFigure[], runs: Both<NamedRun>): string[] {
  if (own.length === 0) return [];
  const other = runs[side === 'A' ? 'B' : 'A'].analysis;
  const places = [...Map.groupBy(own, ({ experiment }) => experiment.name)].flatMap(([name, figures]) => {
    const there = other.experiments.find((experiment) => experiment.name === name);
    if (there === undefined) return [clipped(name, 60)];
    const groups = new Set(there.groups.map(({ label }) => slug(label)));
    return [...Map.groupBy(figures, placeOf)].map(([place, of]) => {
      const isWhole = !groups.has(slug(of[0]?.group.label ?? ''));
      const arms = [...new Set(of.map(({ row }) => clipped(row.cell.arm, 60)))];
      return isWhole ? place : `${place}: ${arms.join(', ')}`;
    });
  });
  return [`Only in ${side}: ${places.join('; ')}.`];
}
