/**
 * What a chart says, without how it is drawn: plain JSON, so the same object makes the static picture and the one in the
 * browser, and a test can look at it. It knows of names, families, figures and axes, and of nothing that is measured.
 */

/** A value with its uncertainty, in the base unit of its axis. */
export interface Estimate {
  readonly value: number;
  /** Null where there is none; the notes say why. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Of single rounds. */
  readonly rounds: readonly number[];
  /** A name for the figure, by which a page finds more of it; pictures do without. */
  readonly of?: string;
}

/** What colour and shape tell; words tell the member. */
export type Family = 'one-thread' | 'threads' | 'processes' | 'sockets' | 'pipes' | 'messages' | 'shared-memory';

/** How values become places. `ratio`: logarithmic, with 1 in sight. `signed-log`: linear around 0, logarithmic beyond. */
export type Scale = 'ratio' | 'log' | 'linear' | 'signed-log';

export interface ValueAxis {
  readonly scale: Scale;
  readonly title: string;
  /** Smallest first. A single one is named by the title; of several, each tick names its own. */
  readonly units: readonly { readonly unit: string; readonly size: number }[];
  /** The value that everything is compared with, 1 or 0; null in a chart of single figures. */
  readonly reference: number | null;
  /** Declared beforehand: a difference within it does not matter. */
  readonly margin: readonly [low: number, high: number] | null;
  /** Values that it reaches beside those shown: those of the other parts of a divided chart, which all have the same axes. */
  readonly extent?: readonly number[];
  /** Farther values do not stretch it: they stand at its end, as arrows. */
  readonly within?: readonly [low: number, high: number];
}

interface Described {
  /** Of the file and of ids within the picture: letters, digits and hyphens. */
  readonly id: string;
  /** The finding. */
  readonly title: string;
  /** The conditions, joined to at most three lines. */
  readonly subtitle: readonly string[];
  /** Drawn above everything else where the figures must not be used. */
  readonly alarm: string | null;
  /** Sentences for the text around the picture: how it is read, what is missing and why. Not drawn. */
  readonly notes: readonly string[];
}

/** One metric: a plot with its figures in words beside it. */
export interface Column {
  readonly title: string;
  readonly axis: ValueAxis;
  /** What is to the left and to the right, as `slower` and `faster`; empty for nothing. */
  readonly directions: readonly [left: string, right: string];
}

/** A figure of one row in one column; without an estimate the words stand alone. */
export interface Figure {
  readonly estimate: Estimate | null;
  /** `×0.93 (0.90–0.97)`, with ≥ or ≤ where it is a bound, and ‡ where a label has to be read with it. */
  readonly words: string;
  /** `faster`, `faster > 10 % †`; empty where nothing was compared. */
  readonly verdict: string;
}

/** Figures of one row at one level, one for each column, and what was noticed about them: `‡ not steady`. */
export interface Line {
  readonly figures: readonly (Figure | null)[];
  readonly labels: readonly string[];
  /** Why there are no figures; null where there are. */
  readonly missing: string | null;
}

export interface Row<Lines> {
  readonly name: string;
  readonly family: Family | null;
  readonly isBaseline: boolean;
  readonly lines: Lines;
}

export interface RowGroup<Lines> {
  /** Null where there is one group only. */
  readonly heading: string | null;
  readonly rows: readonly Row<Lines>[];
}

/** Rows against a baseline: a line for each, over columns of ratios or differences. */
export interface ForestChart extends Described {
  readonly kind: 'forest';
  readonly columns: readonly Column[];
  readonly groups: readonly RowGroup<readonly [Line]>[];
}

/** Single figures of each row. */
export interface AbsoluteChart extends Described {
  readonly kind: 'absolute';
  readonly columns: readonly Column[];
  readonly groups: readonly RowGroup<readonly [Line]>[];
}

/** Two levels of each row, one below the other: a curve would claim what lies between them. */
export interface DumbbellChart extends Described {
  readonly kind: 'dumbbell';
  readonly columns: readonly Column[];
  readonly levels: { readonly title: string; readonly labels: readonly [string, string] };
  readonly rows: readonly Row<readonly [Line, Line]>[];
}

/** A level and its place on the axis across, where equal distances mean what the axis says. */
export interface Level {
  readonly label: string;
  readonly place: number;
  /** From the level before it: no value between the two can be read, and the line between them is dotted. */
  readonly isFar: boolean;
}

export interface LevelsPoint {
  readonly estimate: Estimate | null;
  /** `×1.78`, `≥ 82.1 k/s ‡`; the interval is drawn. */
  readonly words: string;
  /** What is said even where there is no room for words: `≥`, `‡`, `≤ ‡`; empty for nothing. */
  readonly sign: string;
}

/** What has to be read with points: `‡ not steady`, and at which levels; empty for all. */
export interface Notice {
  readonly words: string;
  readonly where: string;
}

/** One curve; a point for each level. */
export interface LevelsPanel {
  readonly name: string;
  readonly family: Family | null;
  /** What was found of this curve, or why it has no points; empty for nothing. */
  readonly note: string;
  readonly notices: readonly Notice[];
  readonly points: readonly LevelsPoint[];
  /** A range across, as that of a crossover, with its estimate where there is one. */
  readonly range: { readonly from: number; readonly estimate: number | null; readonly to: number } | null;
}

/** Three levels or more: small panels on the same axes, so that curves do not cover one another. */
export interface LevelsChart extends Described {
  readonly kind: 'levels';
  readonly across: { readonly title: string; readonly levels: readonly Level[] };
  readonly up: ValueAxis;
  /** Above and below the reference, as `faster` and `slower`; null in a chart of single figures. */
  readonly directions: readonly [above: string, below: string] | null;
  readonly panels: readonly LevelsPanel[];
  /** Thin in every panel, without intervals: the baseline of single figures. */
  readonly behind: { readonly name: string; readonly points: readonly LevelsPoint[] } | null;
}

/** Whose limit kept a figure from being what was asked for. */
export type Limit = 'server' | 'client' | 'machine';

/** Two figures of the same trials: one is its place across, the other up. */
export interface CurvePoint {
  readonly across: Estimate;
  /** Null: the point stands at the upper edge, and says why. */
  readonly up: Estimate | null;
  /** `410 µs (380–450) ‡`; why there is no figure: `saturated`. */
  readonly words: string;
  /** Across, in words: `41.2 k/s`. */
  readonly place: string;
  /** Of the rounds behind it, of some or of all; the one of most rounds first. */
  readonly limits: readonly Limit[];
  /** `‡`, `≥`; empty for nothing. */
  readonly sign: string;
}

export interface CurvePanel {
  readonly name: string;
  readonly family: Family | null;
  /** What was noticed, or why it has no points. */
  readonly note: string;
  /** In the order of their places across. */
  readonly points: readonly CurvePoint[];
}

/** A metric over another one: small panels on the same axes, in which every point tells whose limit it met. */
export interface CurveChart extends Described {
  readonly kind: 'curve';
  readonly across: ValueAxis;
  readonly up: ValueAxis;
  /** What its marks of limits mean: `saturated (the server’s limit)`; null: that of figures missing for other reasons. */
  readonly limits: readonly { readonly limit: Limit | null; readonly words: string }[];
  readonly panels: readonly CurvePanel[];
  /** Thin in every panel: the baseline. */
  readonly behind: readonly CurvePoint[];
}

/** The figure of one pair. */
export interface MatrixCell {
  readonly estimate: Estimate | null;
  /** `20.1 µs ‡`; why there is no figure. */
  readonly words: string;
  /** Said even where there is no room for words: `‡`; empty for nothing. */
  readonly sign: string;
  /** 0 of the least figure of the panel … 1 of the largest, on a logarithmic scale; null without a figure. */
  readonly shade: number | null;
}

export interface MatrixPanel {
  readonly name: string;
  /** What was noticed, and of which pairs; empty for nothing. */
  readonly note: string;
  /** By row, then by column; null where the pair was not measured. */
  readonly cells: readonly (readonly (MatrixCell | null)[])[];
}

/** Pairs of the same things, such as processors: a row for the first of a pair, a column for the second. */
export interface MatrixChart extends Described {
  readonly kind: 'matrix';
  readonly down: { readonly title: string; readonly labels: readonly string[] };
  readonly across: { readonly title: string; readonly labels: readonly string[] };
  readonly panels: readonly MatrixPanel[];
}

/** One check of the run itself. */
export interface ControlRow {
  readonly name: string;
  readonly detail: string;
  readonly figure: Figure;
  /** What was put in, and should be found; null where nothing was. */
  readonly target: Target | null;
}

/** A value that was put in, and the range of what is not known of it. */
export interface Target {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The noise that every other chart is to be read against. */
export interface ControlsChart extends Described {
  readonly kind: 'controls';
  readonly axis: ValueAxis;
  readonly rows: readonly ControlRow[];
}

export type ChartDescription =
  | ForestChart
  | AbsoluteChart
  | DumbbellChart
  | LevelsChart
  | CurveChart
  | MatrixChart
  | ControlsChart;

/** A description that still has no id: its file's name decides. */
export type Draft = ChartDescription extends infer Kind ? (Kind extends unknown ? Omit<Kind, 'id'> : never) : never;
