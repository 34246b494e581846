/** What is said between the observation `kill` and what it kills: a thread or a process that holds something (a holder). */

export const heldThings = ['node-socket', 'libc-socket', 'lock'] as const;
/** `node-socket`: accepted by node:net. `libc-socket`: a descriptor from accept4(2). `lock`: a word of shared memory. */
export type Held = (typeof heldThings)[number];

export const holderStates = ['waiting', 'computing', 'blocked'] as const;
/** `waiting`: in its event loop. `computing`: in a loop of its own. `blocked`: in recv(2), until its peer ends. */
export type HolderState = (typeof holderStates)[number];

export interface HolderStart {
  readonly held: Held;
  readonly state: HolderState;
  /** One word: 0 is free, 1 is locked. */
  readonly lock: SharedArrayBuffer;
  /** Of the observing process; a holder that is a process ends with it. */
  readonly observerPid: number;
}

export type FromHolder =
  /** Where its peer is to connect; a holder of a lock has none. */
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'holding'; readonly socket: HeldSocket | null }
  /** It enters its state with the next call. */
  | { readonly kind: 'staying'; readonly threadId: number };

export interface HeldSocket {
  readonly fd: number;
  /** As /proc names it, whoever has it open: `socket:[81234]`. */
  readonly link: string;
}

/** The only thing that it is told: to enter its state. */
export const stay = 'stay';
