/**
 * The shape of `results.json`: the plan of a run, the machine it ran on, and its raw trials. No derived number is
 * stored. Properties that are not named here are let through: a newer minor edition may add some.
 */
import { z } from 'zod';
import { environmentSchema } from '../machine/environment-schema.ts';
import { planSchema } from './plan.ts';
import { trialSchema } from './trial.ts';

export const resultFormat = 'echobench/result';
/** Raised when a reader of the older version would misread a newer file. */
export const resultVersion = 3;

export const headerSchema = z
  .object({
    format: z.literal(resultFormat),
    version: z.literal(resultVersion),
    /** UTC, ISO 8601. */
    startedAt: z.iso.datetime(),
    /** Null when the run was interrupted. */
    finishedAt: z.iso.datetime().nullable(),
    /**
     * How long the run went on, in ms by a monotonic clock, breaks between its parts left out; null while it goes on, and
     * of results from before it was stored.
     */
    elapsedMs: z.number().nonnegative().nullable(),
    /** The arguments after `npm run bench --`, without where the result was written. */
    commandLine: z.array(z.string()).readonly(),
    environment: environmentSchema,
    /** The machine of the servers, where that is another one than the runner's and the clients'. */
    remoteEnvironment: environmentSchema.optional(),
    /** What each kind of trial found out before the first block, by the kind's name; see `calibrate` in trials/kind.ts. */
    calibrations: z.record(z.string(), z.record(z.string(), z.unknown()).readonly()).readonly(),
    plan: planSchema,
  })
  .readonly();

export const resultSchema = headerSchema
  .unwrap()
  .extend({
    trials: z.array(trialSchema).readonly(),
    /** Of all the rest, as compact JSON: an edit shows. Absent of results from before it was stored. */
    sha256: z.string().optional(),
  })
  .readonly();

/** Everything of a result but its trials: known before the first of them, and the first line of a journal. */
export type ResultHeader = z.infer<typeof headerSchema>;
export type ResultFile = z.infer<typeof resultSchema>;
