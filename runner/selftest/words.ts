/** How figures of a self-test are written. */

/** 0.9975 is `99.75 %`: no share that misses a bound is rounded to it. */
export function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${Number((100 * share).toFixed(2))} %`;
}

/** 1.0981 is `+9.81 %`. */
export function signedPercent(ratio: number): string {
  return `${signed(100 * (ratio - 1), 2)} %`;
}

/** 0.0034 is `+0.34 percentage points`. */
export function points(difference: number): string {
  return `${signed(100 * difference, 2)} percentage points`;
}

function signed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '–';
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}

/** A standard error, in percentage points. */
export function inPoints(share: number): string {
  return Number.isNaN(share) ? '–' : (100 * share).toFixed(2);
}

export function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
