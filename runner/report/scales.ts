/** Domains and ticks of the axes: explicit, so that no label is left to chance or dropped. */

/** A range of an axis in the unit of its values. */
export type Domain = readonly [number, number];

/** Room in pixels that a tick label needs on a horizontal axis. */
const labelRoom = 29;

/** Factors above 1 that may be labelled, the most wanted first: 1-2-5 from 2 on, then ever finer steps within it. */
const factors = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 1.5, 1.2, 1.1, 1.05, 1.02, 1.01];
/** What is written on the other side of 1 for a factor that has no short reciprocal. */
const mirrored: Readonly<Record<number, number>> = { 1.5: 0.7, 1.2: 0.8, 1.1: 0.9, 1.05: 0.95, 1.02: 0.98, 1.01: 0.99 };

/**
 * A domain for a logarithmic axis of ratios, as far below 1 as above: equal factors have equal lengths, and better and
 * worse have equal room.
 *
 * @param atLeast a factor above 1 that the domain reaches in any case
 * @param share of the axis that the outermost value may take, 0 … 1
 */
export function ratioDomain(values: readonly number[], atLeast: number, share = 0.95): Domain {
  const farthest = values
    .filter((value) => value > 0)
    .reduce((far, value) => Math.max(far, Math.abs(Math.log(value))), Math.log(atLeast));
  const factor = Math.exp(farthest / share);
  return [1 / factor, factor];
}

/** 1, then pairs on both sides of it, as many as the length in pixels has room for. */
export function ratioTicks([low, high]: Domain, lengthPx: number, roomPx = labelRoom): number[] {
  const at = (ratio: number) => (Math.log(ratio) / Math.log(high)) * (lengthPx / 2);
  const ticks = [1];
  for (const factor of factors) {
    const pair = [mirrored[factor] ?? 1 / factor, factor];
    const fits = pair.every(
      (ratio) => ratio >= low && ratio <= high && ticks.every((tick) => Math.abs(at(tick) - at(ratio)) >= roomPx),
    );
    if (fits) ticks.push(...pair);
  }
  return ticks.toSorted((a, b) => a - b);
}

/** A linear axis from zero, or from below it, labelled in steps of 1, 2 or 5. */
export function linearAxis(
  largest: number,
  lengthPx: number,
  smallest = 0,
): { readonly domain: Domain; readonly ticks: number[] } {
  // Nothing but zeros still takes an axis.
  const [start, end] = [smallest * 1.05, (largest > smallest ? largest : 1) * 1.05];
  const smallestStep = ((end - start) * labelRoom) / lengthPx;
  const decade = 10 ** Math.floor(Math.log10(smallestStep));
  const step = ([1, 2, 5].find((multiple) => multiple * decade >= smallestStep) ?? 10) * decade;
  const first = Math.ceil(start / step);
  const ticks = Array.from({ length: Math.floor(end / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { domain: [start, end], ticks };
}

/** A logarithmic axis from 1-2-5 to 1-2-5, labelled at 1-2-5 where there is room, else at 1 and 5 or at 1 only. */
export function logAxis(
  values: readonly number[],
  lengthPx: number,
  roomPx = labelRoom,
): { readonly domain: Domain; readonly ticks: number[] } {
  const positive = values.filter((value) => value > 0);
  const [smallest, largest] = [Math.min(...positive), Math.max(...positive)];
  const decades = Array.from(
    { length: Math.ceil(Math.log10(largest / smallest)) + 3 },
    (_, index) => Math.floor(Math.log10(smallest)) - 1 + index,
  );
  const all = decades.flatMap((decade) =>
    [1, 2, 5].map((multiple) => Number((multiple * 10 ** decade).toPrecision(1))),
  );
  const from = all.findLast((tick) => tick <= smallest * 0.98) ?? smallest;
  const to = all.find((tick) => tick >= largest * 1.02) ?? largest;
  const inside = all.filter((tick) => tick >= from && tick <= to);
  const pxPerDecade = lengthPx / Math.log10(to / from);
  const leading = [[1, 2, 5], [1, 5], [1]].find(
    (multiples) => Math.min(...gaps(multiples)) * pxPerDecade >= roomPx,
  ) ?? [1];
  const ticks = inside.filter((tick) => leading.includes(Number(tick.toExponential(0)[0])));
  return { domain: [from, to], ticks: ticks.length >= 2 ? ticks : [from, to] };
}

/** Distances in decades between neighbouring multiples, the step to the next decade among them. */
function gaps(multiples: readonly number[]): number[] {
  return multiples.map((multiple, index) => Math.log10((multiples[index + 1] ?? 10) / multiple));
}
