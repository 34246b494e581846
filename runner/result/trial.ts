/**
 * What one trial leaves behind. A trial is one fresh start of everything that one cell needs; its record holds raw
 * measurements only, in the shape of its kind. Rates, ratios, intervals and verdicts are computed from the records.
 */
import { z } from 'zod';

const text = z.string();
const count = z.int().nonnegative();

/** What the time of a block went into, in ms; whatever several trials do at once counts once, as what the first of them is at. */
export const phasesSchema = z
  .object({
    /** Until the first trial is warmed up. */
    starting: z.number().nonnegative(),
    /** Until the first slice; others may still be starting. */
    warmingUp: z.number().nonnegative(),
    measuring: z.number().nonnegative(),
    stopping: z.number().nonnegative(),
  })
  .readonly();

export type PhasesMs = z.infer<typeof phasesSchema>;

const identity = {
  /** A cell's id. */
  cell: text.min(1),
  round: count,
  /** 0 for the first try of a block, then 1, 2: a trial that is repeated keeps its round. */
  attempt: count,
  /** UTC, ISO 8601: a date, and no way to find a duration. */
  startedAt: z.iso.datetime(),
  /**
   * How long the run had gone on when the trial's block was over, in ms, breaks between its parts left out; null of results
   * from before it was stored.
   */
  elapsedMs: z.number().nonnegative().nullable(),
  /** Of the trial's block; absent of skipped cells, and of results from before it was stored. */
  phasesMs: phasesSchema.optional(),
};

export const trialSchema = z.discriminatedUnion(
  'outcome',
  [
    z
      .object({
        ...identity,
        outcome: z.literal('completed'),
        /** In the shape of the cell's kind, whose schema checks it. */
        record: z.record(text, z.unknown()).readonly(),
        /** What the evidence says against it: names of labels of the kind, judged without looking at the outcome. */
        labels: z.array(text).readonly(),
      })
      .readonly(),
    z
      .object({
        ...identity,
        outcome: z.literal('failed'),
        /** Where in its life: `start`, `verify`, `warm-up`, `measure`, `stop`. */
        phase: z.enum(['start', 'verify', 'warm-up', 'measure', 'stop']),
        error: text,
        /** What its programs wrote to stderr. */
        log: text,
      })
      .readonly(),
    z.object({ ...identity, outcome: z.literal('skipped'), reason: text }).readonly(),
  ],
  { error: 'expected completed, failed or skipped' },
);

export type Trial = z.infer<typeof trialSchema>;
export type TrialPhase = Extract<Trial, { readonly outcome: 'failed' }>['phase'];
/** A trial as its block leaves it: how long the run has gone on is for the run to say. */
export type MeasuredTrial = DistributiveOmit<Trial, 'elapsedMs'>;
export type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
