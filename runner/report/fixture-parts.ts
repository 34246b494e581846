/** What a test says of the analysis that it wants made up, and what all of them have in common. */
import type { Crossover } from '../analysis/analysis.ts';
import type { Cell } from '../result/trial.ts';

/** Of every experiment. */
export const baseline = 'event-loop';
export const baselineCpuNs = 11_300;
export const margin = 0.1;

export interface FixtureModel {
  readonly model: string;
  /** Throughput ÷ baseline; processor time is its reciprocal times `cpuFactor`. One number, or one per group. */
  readonly speed: number | readonly number[];
  readonly cpuFactor?: number;
  /** Trials that failed; with as many as rounds, nothing completed. */
  readonly failed?: number;
  readonly error?: string;
  readonly skipped?: string;
  readonly clientLimited?: boolean;
  /** Rounds that were not steady. */
  readonly unsteady?: number;
  readonly crossover?: Crossover['outcome'];
}

export interface FixtureGroup {
  readonly label: string;
  readonly connections?: number;
  readonly regime?: Cell['regime'];
  readonly workNs?: number;
}

export interface FixtureExperiment {
  readonly name: string;
  readonly title: string;
  readonly question?: string;
  readonly models: readonly FixtureModel[];
  readonly groups: readonly FixtureGroup[];
}
