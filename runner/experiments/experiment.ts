/** The contract of an experiment: one question, the levels it looks at, and the sentence that answers it. */
import type { ExperimentAnalysis } from '../analysis/analysis.ts';
import type { Metric } from '../trials/server/metrics.ts';
import type { Regime } from '../result/trial.ts';
import type { FactorName } from './factors.ts';

/** How much time a run may take: see docs/methodology.md, "What is repeated". */
export type ProfileName = 'smoke' | 'quick' | 'standard' | 'rigorous';

/** One combination of levels: all arms under it form a group, measured in one block; each replaces what it stands for. */
export interface Conditions {
  /** Of the server. */
  readonly model: string;
  readonly framing: string;
  readonly path: string;
  readonly regime: Regime;
  /** That carry load; 0 is without load. */
  readonly connections: number;
  /** Exchanges before a connection is closed and replaced; null: connections are kept. */
  readonly exchangesPerConnection: number | null;
  /** Open besides those, and silent. */
  readonly idleConnections: number;
  readonly depth: number;
  readonly payloadBytes: number;
  /** Of the server, in the models that receive by themselves; null: the model's own. */
  readonly receiveBufferBytes: number | null;
  /** Target processor time of the service per request, in microseconds; 0 is `echo`. */
  readonly workMicros: number;
}

export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Ends in a question mark. */
  readonly question: string;
  readonly description: string;
  /** Part of the main job, which `npm run bench` does without names. */
  readonly isHeadline: boolean;
  /** What every comparison is decided on. */
  readonly primaryMetric: Metric;
  /**
   * What its tables show, the primary metric first. The first two are compared with the baseline in tables and charts;
   * of the others tables have the values.
   */
  readonly metrics: readonly Metric[];
  /** What the arms of a group differ in, and nothing else. */
  readonly factor: FactorName;
  /** The arm every other one is compared with, and which runs twice (A/A). */
  readonly baseline: string;
  /** Levels of the factor that are measured under such conditions, in the order of the catalogue, the baseline among them. */
  arms(profile: ProfileName, conditions: Conditions): readonly string[];
  /**
   * Whether an arm is compared with the baseline, with a verdict. Rounds bound how many comparisons can be decided, so
   * the others are measured and shown with their own intervals only.
   */
  declares(arm: string, conditions: Omit<Conditions, 'workMicros'>, profile: ProfileName): boolean;
  /** Slices of a trial, where that is not the profile's number: fewer where no slice is what the experiment looks at. */
  readonly turns?: number;
  /** Whose figures stand for the experiment where all experiments are in one table: those of its first or last group. */
  readonly summary: 'first' | 'last';
  /** The groups a profile measures, in the order they are shown. */
  conditions(profile: ProfileName): readonly Conditions[];
  /** Name of a group, unique in the experiment: what differs between its groups ("64 connections"). */
  groupLabel(conditions: Conditions): string;
  /** The finding in one sentence, from the analysis alone. */
  finding(analysis: ExperimentAnalysis): string;
}
