/**
 * The probability that a normal deviate of this SD lies within ±bound. The error function by formula 7.1.26 of Abramowitz
 * and Stegun, *Handbook of Mathematical Functions*, 1964: right to 1.5 · 10⁻⁷.
 */
export function normalWithin(bound: number, standardDeviation: number): number {
  const x = bound / standardDeviation / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  return 1 - polynomial.reduce((sum, factor) => (sum + factor) * t, 0) * Math.exp(-x * x);
}
