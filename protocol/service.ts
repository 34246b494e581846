/**
 * What a server does with a request, the same for every model: give it back (`echo`), or burn a known amount of
 * processor time on it first (`work`). The reply has the length of the request and is made in its place.
 */
import { UserError } from './flags.ts';
import { readIterations, stampedPayloadBytes, workedFrom, writeHash } from './stamp.ts';

/** `iterations` is the N of `work:N`; null where each request carries its own (`work:payload`). */
export type ServiceSpec = { readonly kind: 'echo' } | { readonly kind: 'work'; readonly iterations: number | null };

/** The largest N that a request can carry: 24 bits. */
export const largestIterations = 2 ** 24 - 1;

/** Names and one sentence each, for `list`. */
export const services = {
  echo: { description: 'the payload back' },
  'work:N': { description: 'N rounds of 32-bit FNV-1a over the payload, then the payload back with the hash in it' },
  'work:payload': {
    description: 'the same, with N taken from each request, so that light and heavy ones can be mixed',
  },
} as const;

/** The request cannot be served; ends that one connection. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}

/** Turns the request at `start` … `end` into its reply, in place. @throws ServiceError */
export type Service = (bytes: Uint8Array, start: number, end: number) => void;

/** @throws UserError */
export function parseService(flag: string, value: string): ServiceSpec {
  const spec = readService(value);
  if (spec === null) {
    throw new UserError(`${flag} ${value}: use echo, work:N with N from 0 to ${largestIterations}, or work:payload`);
  }
  return spec;
}

/** null when it is no service. */
export function readService(value: string): ServiceSpec | null {
  if (value === 'echo') return { kind: 'echo' };
  if (value === 'work:payload') return { kind: 'work', iterations: null };
  const iterations = Number(/^work:(\d{1,8})$/.exec(value)?.[1] ?? Number.NaN);
  return iterations <= largestIterations ? { kind: 'work', iterations } : null;
}

/** The spelling that `parseService` reads. */
export function formatService(spec: ServiceSpec): string {
  if (spec.kind === 'echo') return 'echo';
  return spec.iterations === null ? 'work:payload' : `work:${spec.iterations}`;
}

export function createService(spec: ServiceSpec): Service {
  if (spec.kind === 'echo') return () => {};
  const { iterations } = spec;
  return (bytes, start, end) => {
    if (end - start < stampedPayloadBytes) {
      throw new ServiceError(`work needs payloads of at least ${stampedPayloadBytes} bytes, got ${end - start}`);
    }
    const rounds = iterations ?? readIterations(bytes, start);
    if (rounds < 0) throw new ServiceError('work:payload: bytes 12 to 15 of the request hold no number');
    writeHash(bytes, start, fnv1a(rounds, bytes, start + workedFrom, end));
  };
}

const prime = 0x01_00_01_93;

/**
 * `rounds` times 32-bit FNV-1a over the range, each round going on from the hash of the one before; the offset basis
 * when there are no rounds. Source: Fowler, Noll, Vo, draft-eastlake-fnv, §2.
 *
 * Written so that a round takes the same time in every server. The hash is a signed word from the start, since an
 * offset basis above 2^31 would be carried as a double. Eight bytes a step make the function too long to be inlined
 * into its caller by V8's middle compiler (100 bytes of bytecode): a caller that is called rarely but loops for long
 * would stay in that compiler's code, which takes five times as long, for the whole of a trial.
 */
export function fnv1a(rounds: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x81_1c_9d_c5 | 0;
  const stepped = start + ((end - start) & ~7);
  for (let round = 0; round < rounds; round++) {
    let i = start;
    for (; i < stepped; i += 8) {
      hash = Math.imul(hash ^ (bytes[i] as number), prime);
      hash = Math.imul(hash ^ (bytes[i + 1] as number), prime);
      hash = Math.imul(hash ^ (bytes[i + 2] as number), prime);
      hash = Math.imul(hash ^ (bytes[i + 3] as number), prime);
      hash = Math.imul(hash ^ (bytes[i + 4] as number), prime);
      hash = Math.imul(hash ^ (bytes[i + 5] as number), prime);
      hash = Math.imul(hash ^ (bytes[i + 6] as number), prime);
      hash = Math.imul(hash ^ (bytes[i + 7] as number), prime);
    }
    for (; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), prime);
  }
  return hash >>> 0;
}
