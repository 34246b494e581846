/** The contract of an experiment: one question, the levels it looks at, and the sentence that answers it. */
import type { ExperimentAnalysis } from '../statistics/analysis.ts';
import type { Regime } from '../trial.ts';

/** How much time a run may take: see docs/methodology.md, "What is repeated". */
export type ProfileName = 'smoke' | 'quick' | 'standard' | 'rigorous';

/** What every comparison of an experiment is decided on; the other figures are shown beside it. */
export type Metric = 'messagesPerSecond' | 'cpuNsPerMessage';

/** One combination of levels besides the model: all models of a combination form a group, measured in one block. */
export interface Conditions {
  readonly framing: string;
  readonly path: string;
  readonly regime: Regime;
  readonly connections: number;
  readonly depth: number;
  readonly payloadBytes: number;
  /** Target processor time of the service per request, in microseconds; 0 is `echo`. */
  readonly workMicros: number;
}

export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Ends in a question mark. */
  readonly question: string;
  readonly description: string;
  readonly primaryMetric: Metric;
  /** The model every other one is compared with, and which runs twice (A/A). */
  readonly baseline: string;
  /** Models in the order of the catalogue, the baseline among them. */
  readonly models: readonly string[];
  /** The groups a profile measures, in the order they are shown. */
  conditions(profile: ProfileName): readonly Conditions[];
  /** Name of a group, unique in the experiment: what differs between its groups ("64 connections"). */
  groupLabel(conditions: Conditions): string;
  /** The finding in one sentence, from the analysis alone. */
  finding(analysis: ExperimentAnalysis): string;
}
