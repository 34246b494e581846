/**
 * What a client asks a server for: its service, or a mixture of light and heavy requests to a server with
 * `work:payload`, which takes the rounds of work from each request. Only clients know mixtures: to a server there are
 * requests.
 */
import { UserError } from './flags.ts';
import { formatService, largestIterations, readService } from './service.ts';

/** Requests that ask for the same work. */
export interface RequestClass {
  /** How many of a hundred requests are of this class, on average. More than 0. */
  readonly share: number;
  /** Rounds of work that each of them asks for. */
  readonly iterations: number;
}

export type RequestedService =
  | { readonly kind: 'echo' }
  | { readonly kind: 'work'; readonly iterations: number }
  /** 2 to 8 classes, whose shares add up to 100. */
  | { readonly kind: 'mix'; readonly classes: readonly RequestClass[] };

/** Name and one sentence, for `list`. */
export const mixtures = {
  'mix:SHARE*N,…': {
    description:
      'of clients alone: SHARE % of the requests ask for N rounds, and so on; for a server with work:payload',
  },
} as const;

const example = 'mix:99*10,1*100000';
const mostClasses = 8;
/** How far a sum of decimal fractions may be from 100: what their binary form loses is a millionth of it. */
const tolerance = 1e-9;

/** @throws UserError */
export function parseRequestedService(flag: string, value: string): RequestedService {
  if (value.startsWith('mix:')) return { kind: 'mix', classes: parseClasses(`${flag} ${value}`, value.slice(4)) };
  const spec = readService(value);
  if (spec === null) {
    const known = `echo, work:N with N from 0 to ${largestIterations}, or mix:SHARE*N,… such as ${example}`;
    throw new UserError(`${flag} ${value}: use ${known}`);
  }
  if (spec.kind === 'echo') return spec;
  if (spec.iterations === null) {
    throw new UserError(`${flag} ${value}: does not say what each request asks for; use work:N, or ${example}`);
  }
  return { kind: 'work', iterations: spec.iterations };
}

/** The spelling that `parseRequestedService` reads. */
export function formatRequestedService(service: RequestedService): string {
  if (service.kind !== 'mix') return formatService(service);
  return `mix:${service.classes.map(({ share, iterations }) => `${formatShare(share)}*${iterations}`).join(',')}`;
}

/** What a server has to be told so that it does this: the value of its `--service`. */
export function serviceOfServer(service: RequestedService): string {
  return service.kind === 'mix' ? 'work:payload' : formatService(service);
}

/** `asked` is the flag and its value, for the sentence of a refusal. */
function parseClasses(asked: string, text: string): readonly RequestClass[] {
  const parts = text.split(',');
  if (parts.length < 2 || parts.length > mostClasses) {
    throw new UserError(`${asked}: use 2 to ${mostClasses} classes, separated by commas, such as ${example}`);
  }
  const classes = parts.map((part) => parseClass(asked, part));
  const sum = classes.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 100) > tolerance) {
    throw new UserError(
      `${asked}: shares add up to ${Number(sum.toFixed(9))}, not 100; use percentages of all requests`,
    );
  }
  return classes;
}

/** No finer than a class is drawn: 2^-32 of all requests is a fortieth of a millionth of a percent. */
function parseClass(asked: string, text: string): RequestClass {
  const [, share, iterations] = /^(\d{1,3}(?:\.\d{1,6})?)\*(\d{1,8})$/.exec(text) ?? [];
  if (share === undefined || iterations === undefined) {
    const form = 'SHARE*N: a percentage with at most 6 decimals and a whole number';
    throw new UserError(`${asked}: '${text}' is not ${form}; use 99.9*10, for example`);
  }
  if (Number(share) === 0) throw new UserError(`${asked}: '${text}' has no share; use more than 0, or leave it out`);
  if (Number(iterations) > largestIterations) {
    throw new UserError(`${asked}: '${text}' asks for too many rounds; use N from 0 to ${largestIterations}`);
  }
  return { share: Number(share), iterations: Number(iterations) };
}

/** Without an exponent, which a millionth would have. */
function formatShare(share: number): string {
  return share.toFixed(6).replace(/\.?0+$/, '');
}
