/**
 * From values to places and back to words: scales and number formats are those of d3; which ticks are labelled is decided
 * here, by the room that their labels take.
 */
import { format } from 'd3-format';
import { scaleLinear, scaleLog, scaleSymlog } from 'd3-scale';

import type { Scale, ValueAxis } from './description.ts';

export interface Tick {
  readonly value: number;
  /** Pixels. */
  readonly at: number;
  readonly label: string;
}

export interface Axis {
  readonly title: string;
  readonly ticks: readonly Tick[];
  /** Pixels; a value beyond the axis stands at its end. */
  readonly at: (value: number) => number;
  /** Has no place on this axis, as nothing has on a logarithmic one. */
  readonly isBeyond: (value: number) => boolean;
}

/** A place in pixels, where the axis begins and ends; upright ones begin at the larger one. */
export type Range = readonly [from: number, to: number];

/** Room in pixels that a label needs along the axis. */
export type LabelRoom = (label: string) => number;

/** Between two labels, and beyond an end of the axis, in pixels. */
const betweenLabels = 7;
const beyondEnd = 14;
/** Of the axis, beside its outermost values. */
const padding = 0.05;
/** More labels than this are noise. */
const mostTicks = 8;

export function axisOf(axis: ValueAxis, values: readonly number[], range: Range, room: LabelRoom): Axis {
  const [least, most] = axis.within ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const seen = [
    ...[...values, ...(axis.extent ?? [])].map((value) =>
      value <= 0 ? value : Math.min(most, Math.max(least, value)),
    ),
    ...(axis.reference === null ? [] : [axis.reference]),
    ...(axis.margin ?? []),
  ];
  const { scale, candidates, words } = scales[axis.scale](seen.filter(Number.isFinite), axis.units);
  scale.range(range).clamp(true);
  const [low = 0, high = 1] = scale.domain();
  const ticksOf = (set: readonly number[]) =>
    set
      .filter((value) => value >= low && value <= high)
      .map((value): Tick => ({ value, at: scale(value), label: labelOf(value, axis) }));
  const last = axis.reference === null ? [] : [axis.reference];
  const fitting = [...candidates, last].map(ticksOf).filter((ticks) => fits(ticks, axis.reference, range, room));
  const ticks = fitting.reduce((best, one) => (one.length > best.length ? one : best), []);
  return {
    title: `${axis.title}${words}`,
    ticks,
    at: (value) => scale(Math.min(high, Math.max(low, value))),
    isBeyond: (value) => value < Math.max(low, least) || value > Math.min(high, most),
  };
}

function fits(ticks: readonly Tick[], reference: number | null, range: Range, room: LabelRoom): boolean {
  const ends = [Math.min(...range) - beyondEnd, Math.max(...range) + beyondEnd] as const;
  const boxes = ticks
    .map(({ at, label }) => [at - room(label) / 2, at + room(label) / 2] as const)
    .toSorted(([one], [other]) => one - other);
  const isApart = boxes.every(
    ([left], index) => left >= (boxes[index - 1]?.[1] ?? Number.NEGATIVE_INFINITY) + betweenLabels,
  );
  const isInside = boxes.every(([left, right]) => left >= ends[0] && right <= ends[1]);
  const hasReference = reference === null || ticks.some(({ value }) => value === reference);
  const areApart = new Set(ticks.map(({ label }) => label)).size === ticks.length;
  return ticks.length <= mostTicks && isApart && isInside && hasReference && areApart;
}

/** `0.05`, `20,000`, `100 µs`; a minus is a minus. */
function labelOf(value: number, { units }: ValueAxis): string {
  const fallback = units[0] ?? { unit: '', size: 1 };
  const { unit, size } = units.findLast((one) => Math.abs(value) >= one.size) ?? fallback;
  const number = format(',~r')(value / size);
  return units.length > 1 && value !== 0 && unit !== '' ? `${number} ${unit}` : number;
}

type Units = ValueAxis['units'];

interface Continuous {
  (value: number): number;
  domain(): number[];
  range(range: Iterable<number>): { clamp(clamped: boolean): unknown };
}

interface Prepared {
  readonly scale: Continuous;
  /** Sets of ticks; of those that have room, the largest is taken, the first of equal ones. */
  readonly candidates: readonly (readonly number[])[];
  /** Added to the axis's title. */
  readonly words: string;
}

const scales: Readonly<Record<Scale, (values: readonly number[], units: Units) => Prepared>> = {
  ratio: logarithmic,
  log: logarithmic,
  linear: (values, units) => {
    const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
    const beside = padding * (most - least);
    // Nothing but zeros still takes an axis. Where nothing is below 0, the axis begins there.
    const ends = most > least ? [least < 0 ? least - beside : 0, most > 0 ? most + beside : 0] : [0, 1];
    const scale = scaleLinear().domain(ends);
    return { scale, candidates: evenTicks(ends, units), words: '' };
  },
  'signed-log': (values, units) => {
    const magnitudes = values.map(Math.abs).filter((value) => value > 0);
    const most = Math.max(...magnitudes, Number.MIN_VALUE);
    const linearTo =
      magnitudes.length === 0 ? 1 : roundDown(Math.max(most / 1e4, Math.min(most / 10, ...magnitudes)), units);
    const [from, to] = padded(values, (value) => Math.sign(value) * Math.log1p(Math.abs(value / linearTo)));
    const back = (place: number) => Math.sign(place) * Math.expm1(Math.abs(place)) * linearTo;
    const scale = scaleSymlog()
      .constant(linearTo)
      .domain([back(from), back(to)]);
    const sets = mantissas.map((leading) => powers(linearTo, most, leading, units));
    return {
      scale,
      candidates: sets.map((set) => [...set.map((value) => -value).toReversed(), 0, ...set]),
      words: ', logarithmic away from 0',
    };
  },
};

function logarithmic(values: readonly number[], units: Units): Prepared {
  const positive = values.filter((value) => value > 0);
  const [from, to] = positive.length === 0 ? [0, Math.log(10)] : padded(positive, Math.log, 0.01);
  const scale = scaleLog().domain([Math.exp(from), Math.exp(to)]);
  const [low, high] = [Math.exp(from), Math.exp(to)];
  const sets = mantissas.map((leading) => powers(low, high, leading, units));
  // Over a short distance a logarithm is nearly a straight line, and even steps are what people expect.
  const even = high / low > 6 ? [] : evenTicks([low, high], units);
  return { scale, candidates: [...even, ...sets], words: ', log scale' };
}

/** Leading digits of labelled values, and which powers of ten: every one, every second, every third. */
const mantissas: readonly { readonly digits: readonly number[]; readonly every: number; readonly from: number }[] = [
  { digits: [1, 2, 5], every: 1, from: 0 },
  { digits: [1, 3], every: 1, from: 0 },
  { digits: [1], every: 1, from: 0 },
  ...[2, 3, 4].flatMap((every) => Array.from({ length: every }, (_, from) => ({ digits: [1], every, from }))),
];

/** Round numbers of each unit, up to the next one: 100 KiB is followed by 1 MiB. */
function powers(
  from: number,
  to: number,
  { digits, every, from: offset }: (typeof mantissas)[number],
  units: Units,
): number[] {
  return units.flatMap(({ size }, index) => {
    const least = index === 0 ? from : Math.max(from, size);
    const most = units[index + 1]?.size ?? Number.POSITIVE_INFINITY;
    const first = Math.floor(Math.log10(least / size));
    const count = Math.max(0, Math.ceil(Math.log10(Math.min(most, to) / size)) - first + 1);
    return (
      Array.from({ length: count }, (_, step) => first + step)
        .filter((power) => (((Math.round(power + Math.log10(size)) - offset) % every) + every) % every === 0)
        .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`) * size))
        // 1,000 B beside 1 KiB would be the same place under two names.
        .filter((value) => value >= least && value <= to && (index === units.length - 1 || value <= most / 2))
    );
  });
}

/** In the largest unit that the axis reaches. */
function evenTicks([low = 0, high = 1]: readonly number[], units: Units): number[][] {
  const most = Math.max(Math.abs(low), Math.abs(high));
  const size = (units.findLast((unit) => most >= unit.size) ?? units[0])?.size ?? 1;
  const scale = scaleLinear().domain([low / size, high / size]);
  return [8, 6, 5, 4, 3, 2, 1].map((count) => scale.ticks(count).map((value) => value * size));
}

/** The outermost values as places, with some room beside them, and at least `least` apart. */
function padded(values: readonly number[], place: (value: number) => number, least = 0): Range {
  const places = [...values.map(place), ...(least === 0 ? [0] : [])];
  const [from, to] = [Math.min(...places), Math.max(...places)];
  const beside = Math.max(padding * (to - from), least, Number.EPSILON);
  return [from - beside, to + beside];
}

/** To one leading digit of 1, 2 or 5 in the unit that it is written in. */
function roundDown(value: number, units: Units): number {
  const size = (units.findLast((unit) => value >= unit.size) ?? units[0])?.size ?? 1;
  const power = 10 ** Math.floor(Math.log10(value / size));
  const digit = [5, 2, 1].find((one) => one * power * size <= value * 1.000001) ?? 1;
  return Number((digit * power).toPrecision(1)) * size;
}
