/**
 * Numbers as people read them: three significant digits, a unit, and an interval in the same unit and with the same
 * decimals as its estimate. An interval end that is not 1 is never rounded to 1, so a printed ratio cannot contradict
 * its verdict.
 */
import type { PutIn } from '../../analysis/put-in.ts';
import type { Quantity } from '../../result/quantity.ts';
import type { Estimate } from '../../statistics/estimate.ts';

const significantDigits = 3;
const mostDecimals = 6;

/** `82.1 k/s`, `11.3 µs`, `70.4 MiB`; `value` in the quantity's base unit. */
export function formatQuantity(value: number, quantity: Quantity): string {
  const { unit, size } = scaleFor(value, quantity);
  return `${withDecimals(value / size, decimalsFor(value / size))}${suffix(unit)}`;
}

/** `30 µs`, `4,096`, `64 KiB`: an amount that was chosen, and is known to the last digit. */
export function formatExactly(value: number, quantity: Quantity): string {
  const { unit, size } = scaleFor(value, quantity);
  const shortest = String(Number((value / size).toPrecision(12)));
  return `${withDecimals(value / size, Math.min(mostDecimals, shortest.split('.')[1]?.length ?? 0))}${suffix(unit)}`;
}

/** `82.1 k/s (80.3–84.0)`; where there is no interval, `82.1 k/s (no interval)`; of equal values `5 ms (identical)`. Below 0, `−12 B (−230 to 206)`. */
export function formatEstimate(estimate: Estimate, quantity: Quantity): string {
  const { unit, size } = scaleFor(farthest(estimate), quantity);
  const value = estimate.value / size;
  if (estimate.interval === null) return `${withDecimals(value, decimalsFor(value))}${suffix(unit)} (no interval)`;
  if (isConstant(estimate)) return `${withoutZeros(value, decimalsFor(value))}${suffix(unit)} (identical)`;
  const low = estimate.interval.low / size;
  const high = estimate.interval.high / size;
  const decimals = decimalsThatTellApart(low, high, decimalsFor(farthest(estimate) / size));
  const to = low < 0 ? ' to ' : '–';
  return `${withDecimals(value, decimals)}${suffix(unit)} (${withDecimals(low, decimals)}${to}${withDecimals(high, decimals)})`;
}

/** Every round had the same value: an interval of it, and digits that nothing was measured to, would look like precision. */
function isConstant({ value, interval, values }: Estimate): boolean {
  return (
    interval !== null &&
    interval.low === interval.high &&
    interval.low === value &&
    values.length > 1 &&
    values.every((one) => one === values[0])
  );
}

/** `5`, `1.5`: no more decimals than the number has. */
function withoutZeros(value: number, most: number): string {
  const shortest = String(Number(value.toFixed(most))).split('.')[1]?.length ?? 0;
  return withDecimals(value, Math.min(most, shortest));
}

/** A blank before it, where there is one. */
function suffix(unit: string): string {
  return unit === '' ? '' : ` ${unit}`;
}

/** What decides the unit: the value, unless it is lost in an interval around 0. */
function farthest({ value, interval }: Estimate): number {
  if (interval === null || interval.low > 0 || interval.high < 0) return value;
  return Math.max(Math.abs(value), -interval.low, interval.high);
}

/** `21–38 %`, `0.28–24 %`: from the least to the most, in two digits; `38 %` where these do not differ. */
export function formatRange(least: number, most: number, quantity: Quantity): string {
  const { unit, size } = scaleFor(most, quantity);
  const inTwoDigits = (value: number) => withDecimals(value, Math.max(0, decimalsFor(value) - 1));
  const [low, high] = [inTwoDigits(least / size), inTwoDigits(most / size)];
  return `${low === high ? high : `${low}–${high}`}${suffix(unit)}`;
}

/** `+2.31 ms (+2.10 to +2.52)`; where there is no interval, `+2.31 ms (no interval)`. */
export function formatDifference(difference: Estimate, quantity: Quantity): string {
  const { value, interval } = difference;
  const { unit, size } = scaleFor(farthest(difference), quantity);
  const signed = (one: number, decimals: number) => `${one > 0 ? '+' : ''}${withDecimals(one / size, decimals)}`;
  const usual = decimalsFor(farthest(difference) / size);
  if (interval === null) return `${signed(value, usual)}${suffix(unit)} (no interval)`;
  if (isConstant(difference))
    return `${value > 0 ? '+' : ''}${withoutZeros(value / size, usual)}${suffix(unit)} (identical)`;
  const [low, high] = [interval.low / size, interval.high / size];
  // An end that is not 0 is never rounded to 0, so that it cannot contradict its verdict.
  const decimals = Math.max(
    decimalsThatTellApart(low, high, usual),
    decimalsThatTellApart(0, low, usual),
    decimalsThatTellApart(0, high, usual),
  );
  return `${signed(value, decimals)}${suffix(unit)} (${signed(interval.low, decimals)} to ${signed(interval.high, decimals)})`;
}

/** `×0.93 (0.90–0.97)`; where there is no interval, `×0.93 (no interval)`. */
export function formatRatio(ratio: Estimate): string {
  const { value, interval } = ratio;
  if (interval === null) return `×${withDecimals(value, ratioDecimals(value))} (no interval)`;
  if (isConstant(ratio)) return `×${withoutZeros(value, ratioDecimals(value))} (identical)`;
  const apart = decimalsThatTellApart(interval.low, interval.high, ratioDecimals(value));
  const decimals = Math.max(
    apart,
    decimalsThatTellApart(1, interval.low, apart),
    decimalsThatTellApart(1, interval.high, apart),
  );
  return `×${withDecimals(value, decimals)} (${withDecimals(interval.low, decimals)}–${withDecimals(interval.high, decimals)})`;
}

/** `1.098 (1.097–1.099)`: what was put in, and its range. */
export function formatPutIn({ value, low, high }: PutIn): string {
  const decimals = decimalsThatTellApart(low, high, 3);
  return `${withDecimals(value, decimals)} (${withDecimals(low, decimals)}–${withDecimals(high, decimals)})`;
}

/** `×0.93`, without its interval: for the labels of points whose interval is drawn. */
export function formatFactor(value: number): string {
  return `×${withDecimals(value, ratioDecimals(value))}`;
}

/** `10 %`, `98.7 %`; `fraction` 0 … 1. */
export function formatPercent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(1))} %`;
}

/** `1,638`. */
export function formatCount(count: number): string {
  return withDecimals(count, 0);
}

/** `4 min 12 s`, `38 s`. */
export function formatMinutes(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}

/** The largest unit in which the value, rounded as it will be printed, is at least 1. */
function scaleFor(value: number, quantity: Quantity): Quantity[number] {
  const rounded = Math.abs(Number(value.toPrecision(significantDigits)));
  return quantity.findLast(({ size }) => rounded >= size) ?? quantity[0];
}

function decimalsFor(value: number): number {
  const magnitude = Math.abs(Number(value.toPrecision(significantDigits)));
  if (magnitude < 10 ** -mostDecimals / 2) return 0;
  return Math.min(mostDecimals, Math.max(0, significantDigits - 1 - Math.floor(Math.log10(magnitude))));
}

/** Two decimals near 1; fewer or more far away, where they would claim or hide too much. */
function ratioDecimals(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return 0;
  if (magnitude >= 10) return 1;
  return magnitude >= 0.1 ? 2 : Math.max(3, decimalsFor(value) - 1);
}

/**
 * At least `decimals`, and as many more as two different numbers need to look different. Where no number of them is
 * enough they differ by rounding, as equal shares do in their last bits: more digits would only look like precision.
 */
function decimalsThatTellApart(one: number, other: number, decimals: number): number {
  if (one === other) return decimals;
  let enough = decimals;
  while (enough < mostDecimals && withDecimals(one, enough) === withDecimals(other, enough)) enough += 1;
  return withDecimals(one, enough) === withDecimals(other, enough) ? decimals : enough;
}

/** Fixed decimals, thousands separated by commas; written out here because `toLocaleString` depends on the machine's ICU. */
function withDecimals(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–';
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const isNegative = value < 0 && Number(value.toFixed(decimals)) !== 0;
  return `${isNegative ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
