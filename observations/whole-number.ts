/** A number that somebody set for an observation, where not every one will do. */
import { UserError } from '../protocol/flags.ts';

/** @throws UserError unless it is from `least` to `most` */
export function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new UserError(`--set ${name}=${value}: use a whole number from ${least} to ${most}`);
}
