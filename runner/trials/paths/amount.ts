/** A number with a unit that a path's name says: the rate in `veth-rate:100`. */
import { UserError } from '../../../protocol/flags.ts';

/** The smallest amount, so that what the kernel is told is more than nothing of its own unit. */
const least = 0.001;

export interface Amount {
  /** 'a rate in Mbit/s' */
  readonly what: string;
  readonly most: number;
  /** What an experiment on all paths takes, and what the message shows. */
  readonly usual: string;
}

/** The shortest spelling of the number. @throws UserError that says what would do */
export function parseAmount(flag: string, value: string, argument: string, { what, most, usual }: Amount): string {
  const amount = /^\d{1,9}(\.\d{1,9})?$/.test(argument) ? Number(argument) : Number.NaN;
  if (amount >= least && amount <= most) return String(amount);
  const example = `${value.slice(0, value.indexOf(':'))}:${usual}`;
  throw new UserError(`${flag} ${value}: use ${what} from ${least} to ${most}, such as ${example}`);
}
