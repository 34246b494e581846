/**
 * What one request can do to the others, by the boundary between them. It follows from how threads and processes work, and is
 * measured by nothing here.
 */

/** `request`: one that computes or blocks must not hold up all others. `crash`: one that brings its worker down neither. */
export type Isolation = 'none' | 'request' | 'crash';

interface Boundary {
  readonly keeps: readonly Isolation[];
  readonly words: string;
}

/** By family of a model. */
const boundaries: Readonly<Record<string, Boundary>> = {
  'one-thread': {
    keeps: ['none'],
    words: 'one thread: a request that computes or blocks holds up all others, and a crash ends them all',
  },
  threads: {
    keeps: ['none', 'request'],
    words:
      'threads: a request that blocks holds up those of its own thread; an error that ends the process ends them all',
  },
  processes: {
    keeps: ['none', 'request', 'crash'],
    words: 'processes: a request that blocks, or a crash, concerns those of its own process only',
  },
};

function boundaryOf(family: string | null): Boundary | null {
  return family !== null && Object.hasOwn(boundaries, family) ? (boundaries[family] ?? null) : null;
}

/** Of a family that nothing is known of, nothing is promised. */
export function allowed(family: string | null, isolation: Isolation): boolean {
  return isolation === 'none' || (boundaryOf(family)?.keeps.includes(isolation) ?? false);
}

/** Null of a family that nothing is known of. */
export function isolationWords(family: string | null): string | null {
  return boundaryOf(family)?.words ?? null;
}
