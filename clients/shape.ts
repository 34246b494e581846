/** How requests follow one another, as the command line and control lines spell it. */
import { UserError } from '../protocol/flags.ts';

export type Shape =
  /** Every connection keeps `depth` requests outstanding. */
  | { readonly kind: 'closed'; readonly depth: number }
  /** Requests come at a rate of their own, whatever the server does; all connections together. */
  | { readonly kind: 'open'; readonly ratePerSecond: number };

const mostDepth = 1024;
const mostPerSecond = 10_000_000;

/** @throws UserError that names the flag, the value and what would do */
export function parseShape(flag: string, value: string): Shape {
  const [kind, amount = '', ...more] = value.split(':');
  if (more.length === 0 && kind === 'closed' && /^\d{1,4}$/.test(amount)) {
    const depth = Number(amount);
    if (depth >= 1 && depth <= mostDepth) return { kind, depth };
  }
  if (more.length === 0 && kind === 'open' && /^\d{1,8}(\.\d{1,6})?$/.test(amount)) {
    const ratePerSecond = Number(amount);
    if (ratePerSecond > 0 && ratePerSecond <= mostPerSecond) return { kind, ratePerSecond };
  }
  const open = `open:RATE with RATE above 0 and up to ${mostPerSecond} requests/s`;
  throw new UserError(`${flag} ${value}: use closed:DEPTH with DEPTH from 1 to ${mostDepth}, or ${open}`);
}

/** The spelling that `parseShape` reads. */
export function formatShape(shape: Shape): string {
  return shape.kind === 'closed' ? `closed:${shape.depth}` : `open:${shape.ratePerSecond}`;
}

/** Requests that a connection is to have outstanding at a time; in an open loop it has as many as it happens to have. */
export function depthOf(shape: Shape): number {
  return shape.kind === 'closed' ? shape.depth : 1;
}
