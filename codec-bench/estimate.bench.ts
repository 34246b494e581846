/** Rounds become figures with their uncertainty. */
import type { Cell } from './cell.bench.ts';
import type { Contestant } from './contestant.bench.ts';
import type { Memory } from './memory.bench.ts';
import type { Speed } from './measure.bench.ts';

/** The median of the rounds, their lowest and highest; no interval below `leastRounds`. */
export interface Estimate {
  readonly median: number;
  readonly interval: { readonly lowest: number; readonly highest: number } | null;
}

/** With fewer, lowest to highest would miss the median too often to be called an interval: see `estimate`. */
export const leastRounds = 6;

/** One contestant in one cell. */
export interface Result extends Cell {
  readonly contestant: string;
  readonly role: Contestant['role'];
  /** Round by round. */
  readonly messagesPerSecond: readonly number[];
  readonly memory: Memory | null;
}

/**
 * Lowest to highest is an interval for the median of all rounds there could be, whatever their distribution: it misses
 * when all rounds fall on one side of it, 2 × 0.5^rounds (the sign test); with 6 rounds it holds in 97 of 100 cases.
 */
export function estimate(rounds: readonly number[]): Estimate {
  const sorted = rounds.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
  const [lowest = Number.NaN] = sorted;
  const highest = sorted.at(-1) ?? Number.NaN;
  return { median, interval: sorted.length < leastRounds ? null : { lowest, highest } };
}

/** How many times the one is as fast as the other, round by round. */
export function ratio(one: Result, other: Result): Estimate {
  return estimate(one.messagesPerSecond.map((rate, round) => rate / (other.messagesPerSecond[round] ?? Number.NaN)));
}

export function cellKey({ framing, contents, payloadBytes, work }: Cell): string {
  return `${framing}/${contents}/${payloadBytes}/${work}`;
}

/** Cell by cell, the contestants in the order in which they were measured. */
export function combine(speeds: readonly Speed[], memories: readonly Memory[]): readonly (readonly Result[])[] {
  const keyOf = (one: Speed | Memory): string => `${cellKey(one)}/${one.contestant}`;
  const memoryByKey = new Map(memories.map((memory) => [keyOf(memory), memory]));
  const results = [...Map.groupBy(speeds, keyOf)].flatMap(([key, rounds]) => {
    const [first] = rounds;
    if (first === undefined) return [];
    const messagesPerSecond = rounds.map((round) => round.messagesPerSecond);
    return { ...first, messagesPerSecond, memory: memoryByKey.get(key) ?? null };
  });
  return [...Map.groupBy(results, cellKey).values()].map((cell) =>
    cell.toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role)),
  );
}

const order: readonly Contestant['role'][] = ['ours', 'kept', 'floor', 'peer'];
