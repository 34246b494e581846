/**
 * What becomes of what a thread or a process held when it is killed: whether its peer sees an end of the connection, whether a
 * lock is free again, and which descriptors stay open in the process that goes on. Threads are ended with `worker.terminate()`,
 * processes with SIGKILL.
 *
 *     observer ── starts ──► holder: accepts a connection, or takes a lock; waits, computes or blocks in recv
 *        │ peer of the connection          ▲
 *        └──────────── kills ──────────────┘
 */
import { setTimeout as after } from 'node:timers/promises';
import { parseName, UserError } from '../protocol/flags.ts';
import { Holder, holderKinds, type HolderKind } from './holder.ts';
import { heldThings, holderStates, type Held, type HolderState } from './holder-messages.ts';
import { defineObservation, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';

const mostHolders = 64;

export const kill = defineObservation({
  name: 'kill',
  description:
    'a thread is terminated or a process killed (holder): what it held (node-socket, libc-socket, lock) and did not give back (share), descriptors left open (count), time until the end was seen',
  parameters: { holder: 'thread', held: 'node-socket', state: 'waiting', holders: 4, withinMs: 250 },
  server: 'none',
  open: async ({ holder, held, state, holders, withinMs }) => {
    const what = {
      kind: parseName('--set holder', holder, holderKinds),
      held: parseName('--set held', held, heldThings),
      state: parseName('--set state', state, holderStates),
    };
    refuseImpossible(what);
    requireWhole('holders', holders, 1, mostHolders);
    const alive = new Set<Holder>();
    return {
      observe: async () => {
        try {
          return await killed(what, holders, withinMs, alive);
        } finally {
          await endAll(alive);
        }
      },
      [Symbol.asyncDispose]: () => endAll(alive),
    };
  },
});

interface What {
  readonly kind: HolderKind;
  readonly held: Held;
  readonly state: HolderState;
}

function refuseImpossible({ kind, held, state }: What): void {
  if (state === 'blocked' && held !== 'libc-socket')
    throw new UserError(`--set state=blocked: only a libc-socket is read in a call that blocks; set held=libc-socket`);
  if (kind === 'process' && held === 'lock')
    throw new UserError('--set held=lock: it is in memory that processes do not share; set holder=thread');
}

async function killed({ kind, held, state }: What, holders: number, withinMs: number, alive: Set<Holder>) {
  const all = Array.from({ length: holders }, () => new Holder(kind, held, state));
  for (const holder of all) alive.add(holder);
  await Promise.all(all.map(({ ready }) => ready));
  const killedMs = performance.now();
  for (const holder of all) holder.kill();
  const deadline = new AbortController();
  const late = after(withinMs, null, { signal: deadline.signal }).catch(() => null);
  const givenBackMs = await Promise.all(
    all.map((holder) =>
      Promise.race([held === 'lock' ? unlocked(holder) : holder.peerEnded.then(() => performance.now()), late]),
    ),
  );
  // What a thread leaves open is known when it has ended; one that does not end has it open as well.
  await Promise.race([Promise.all(all.map(({ ended }) => ended)), late]);
  deadline.abort();
  return seenOf(
    all,
    givenBackMs.flatMap((ms) => (ms === null ? [] : (ms - killedMs) * 1e6)),
  );
}

/** Nobody unlocks what is locked when its owner has ended. */
async function unlocked(holder: Holder): Promise<number | null> {
  await holder.ended;
  return holder.isLocked ? null : performance.now();
}

function seenOf(all: readonly Holder[], timesNs: readonly number[]): Seen {
  const sorted = timesNs.toSorted((a, b) => a - b);
  const middleNs = sorted[Math.floor(sorted.length / 2)];
  return {
    share: { events: all.length - timesNs.length, of: all.length },
    count: all.reduce((sum, { descriptorsHere }) => sum + descriptorsHere, 0),
    ...(middleNs === undefined ? {} : { durationNs: middleNs }),
    facts: { 'had not ended in that time': all.filter(({ hasEnded }) => !hasEnded).length },
  };
}

async function endAll(alive: Set<Holder>): Promise<void> {
  const all = [...alive];
  await Promise.all(all.map((holder) => holder[Symbol.asyncDispose]()));
  for (const holder of all) alive.delete(holder);
}
