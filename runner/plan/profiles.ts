/**
 * How much time a run may take, and what it buys. Rounds decide the width of intervals; see docs/methodology.md.
 */
import type { Plan, ProfileName } from '../result/plan.ts';

export interface Profile {
  readonly description: string;
  readonly rounds: number;
  /** What a longer budget can buy: more than twenty change little, since intervals shrink with the square root. */
  readonly mostRounds: number;
  /** `turns`: slices of a trial, where the experiment does not say. */
  readonly slice: Plan['slice'] & { readonly turns: number };
  readonly warmup: Plan['warmup'];
  readonly margin: number;
}

const messagesPerIsolate = 50_000;

export const profiles = {
  smoke: {
    description: 'one round of very short windows: shows that everything runs, measures nothing',
    rounds: 1,
    mostRounds: 1,
    slice: { ms: 50, turns: 2 },
    warmup: { messagesPerIsolate: 1000, cpuMsPerIsolate: 100 },
    margin: 0.1,
  },
  quick: {
    description: 'the main job in about six minutes',
    rounds: 8,
    mostRounds: 20,
    slice: { ms: 100, turns: 8 },
    // Measured to be enough: docs/decisions/0003-warm-up.md.
    warmup: { messagesPerIsolate, cpuMsPerIsolate: 700 },
    margin: 0.1,
  },
  standard: {
    description: 'all levels, for figures to be cited',
    rounds: 10,
    mostRounds: 20,
    slice: { ms: 150, turns: 12 },
    warmup: { messagesPerIsolate: 2 * messagesPerIsolate, cpuMsPerIsolate: 2000 },
    margin: 0.05,
  },
  rigorous: {
    description: 'as standard, with more rounds: narrower intervals',
    rounds: 16,
    mostRounds: 20,
    slice: { ms: 150, turns: 16 },
    warmup: { messagesPerIsolate: 2 * messagesPerIsolate, cpuMsPerIsolate: 2000 },
    margin: 0.05,
  },
} as const satisfies Record<ProfileName, Profile>;
