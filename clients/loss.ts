/** What happened to a connection under load, for people: which one, what, where, what was outstanding, and what to do next. */
import { formatEndpoint } from '../protocol/endpoint.ts';
import type { Dialled } from './dial.ts';
import { descriptorsUsedUp } from './descriptors.ts';
import { noPort } from './no-port.ts';

export interface Loss {
  readonly what: string;
  /** The system's name for it. */
  readonly code?: string;
  /** What to do; empty where `what` says it. */
  readonly next: string;
}

const atServer = "look at the server's log";
const mayServe = 'it may serve no more connections at once (its backlog, or its descriptors: ulimit -n)';
const reset = () => ({
  what: 'closed by the server with a reset',
  next: `${mayServe}, or have failed: ${atServer}`,
});

const losses: Readonly<Record<string, () => Pick<Loss, 'what' | 'next'>>> = {
  ECONNRESET: reset,
  EPIPE: reset,
  ECONNREFUSED: () => ({ what: 'refused; nobody listens any more', next: atServer }),
  EADDRINUSE: () => ({ what: noPort(), next: '' }),
  EADDRNOTAVAIL: () => ({ what: noPort(), next: '' }),
  EMFILE: () => ({ what: descriptorsUsedUp(), next: '' }),
};

/** Of what a socket told. */
export function lossOf({ code, message }: NodeJS.ErrnoException): Loss {
  if (code === undefined) return { what: message, next: atServer };
  return { ...(losses[code]?.() ?? { what: message, next: atServer }), code };
}

export const closed: Loss = { what: 'closed by the server', next: `it may have ended, or ${mayServe}: ${atServer}` };

/** A reply that is none, or not the one to the request. */
export function wrongReply(what: string): Loss {
  return {
    what,
    next: `the server loses, repeats, changes or mixes up replies: ${atServer}, and try it with --connections 1`,
  };
}

/** One sentence without its full stop: `connection 3: closed by the server (127.0.0.1:4000, 2 requests outstanding): …` */
export function explainLoss(who: string, { what, code, next }: Loss, server: string, outstanding?: number): string {
  const requests = outstanding === undefined ? [] : [inRequests(outstanding)];
  const where = [...(code === undefined ? [] : [code]), `server ${server}`, ...requests].join(', ');
  return `${who}: ${what} (${where})${next === '' ? '' : `: ${next}`}`;
}

export function inRequests(outstanding: number): string {
  return `${outstanding === 1 ? '1 request' : `${outstanding} requests`} outstanding`;
}

export function addressOf(where: Dialled): string {
  return formatEndpoint('path' in where ? { kind: 'unix', path: where.path } : { ...where, kind: 'tcp' });
}
