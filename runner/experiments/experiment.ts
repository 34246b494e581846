/**
 * The contract of an experiment: one question, and the groups of arms that answer it. Declarations only: how a trial is
 * made is for its kind (runner/trials), how the answer is worded for report/findings.
 */
import type { Network } from '../machine/network.ts';
import type { Topology } from '../machine/topology.ts';
import type { Offer } from '../result/advice.ts';
import type { Axis, PlannedExperiment, ProfileName } from '../result/plan.ts';
import type { Plain } from '../trials/kind.ts';

/** What one arm is, and whether it is compared with the baseline. */
export interface Arm<Wanted = Plain> {
  /** Unique in its group. The group's arm of the experiment's baseline runs twice (A/A). */
  readonly name: string;
  /** In the terms of the experiment's kind. */
  readonly setup: Wanted;
  /**
   * Gets a verdict. Rounds bound how many comparisons can be decided, so the others are measured and shown with their own
   * intervals only.
   */
  readonly compared: boolean;
  /**
   * Runs twice, as the baseline does anyway: one more pair of identical cells (A/A), for a group that is the only one of its
   * kind in a run. Its figures are the mean of both. Once unless given.
   */
  readonly twice?: boolean;
}

/** Arms that are measured in one block, under the same conditions. */
export interface ExperimentGroup<Wanted = Plain> {
  /** Unique in the experiment: what differs between its groups (`64 connections`). */
  readonly label: string;
  /** Where it stands on the experiment's axis, in the unit that `Experiment.levels` says; null: on none. */
  readonly level: number | null;
  /** In the order of the catalogue, the baseline among them. */
  readonly arms: readonly Arm<Wanted>[];
  /** Of a group whose counts decide after so few: it is measured in the first rounds only. Absent: in all of a run. */
  readonly mostRounds?: number;
}

/** What a plan is made for. */
export interface Processors {
  readonly cpus: readonly number[];
  readonly topology: Topology;
  /** What network paths can be made of here; unless given, everything. */
  readonly network?: Network;
  /** The network path that `--path` names, for experiments that compare paths; none unless given. */
  readonly path?: string | null;
}

/** A cell of another experiment. */
export interface Read {
  readonly experiment: string;
  /** The group's label. */
  readonly group: string;
  readonly arm: string;
}

/** Titles, factor, metrics and axis are stored with a run; see `PlannedExperiment`. */
export interface Experiment<Wanted = Plain> extends PlannedExperiment {
  readonly description: string;
  /** Part of the main job, which `npm run bench` does without names. */
  readonly isHeadline: boolean;
  readonly axis: Axis | null;
  /**
   * What the levels of its groups are: amounts in the axis's base unit, or multiples of what the calibration finds for the
   * axis's `measuredBy` at the level 0. Plans have amounts either way. Absent: amounts.
   */
  readonly levels?: 'amounts' | 'multiples';
  /**
   * What its network paths are, where it compares them: `--path` names one more of its arms, or the last of its groups.
   * Absent: all its trials go over one.
   */
  readonly paths?: 'arms' | 'groups';
  /** Cells of other experiments that its answer rests on: a run of it measures them too (reads.ts). Absent: none. */
  readonly reads?: readonly Read[];
  /** What a guide to decisions sends people here for; absent: nothing. */
  readonly answers?: Omit<Offer, 'experiment'>;
  /** Slices of a trial, where that is not the profile's number: fewer where no slice is what the experiment looks at. */
  readonly slices?: number | Readonly<Partial<Record<ProfileName, number>>>;
  /** What a profile measures, in the order it is shown. Only an experiment whose arms are processors asks for these. */
  groups(profile: ProfileName, processors: Processors): readonly ExperimentGroup<Wanted>[];
  /** The name of its baseline, where that is a matter of the processors. */
  baselineOn?(processors: Processors): string;
}

/** All levels, for figures to be cited. */
export function isThorough(profile: ProfileName): boolean {
  return profile === 'standard' || profile === 'rigorous';
}
