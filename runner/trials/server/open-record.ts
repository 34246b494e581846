/** What the client of an open loop tells beside latencies, and what a search for capacity found, as a record stores them. */
import { z } from 'zod';
import { latencySchema } from '../latency.ts';

const count = z.int().nonnegative();
const amount = z.number().nonnegative();

/** As `OpenSlice` of the client has it (clients/load-models/open-slice.ts). */
export const openSchema = z
  .object({
    ratePerSecond: z.number().positive(),
    /** Due in the window; sent in it, whenever they were due; and of those due, with and without a reply. */
    scheduled: count,
    sent: count,
    answered: count,
    unanswered: count,
    /** Requests due and not answered: the mean of each thirtieth of the window. */
    backlog: z.array(amount).readonly(),
    /** From when the last request was due to when all were answered, or given up. */
    drainMs: amount,
    /** Share of the window in which the client had something to do, spinning left out. */
    busyShare: amount,
    /** Largest distance of the sending's gaps from an exponential distribution; recorded, and no gate. */
    distanceFromPoisson: amount,
  })
  .readonly();

export type OpenEvidence = z.infer<typeof openSchema>;

/** One class of a mixture, as `ClassReport` of the client has it (clients/class-records.ts). */
export const classSchema = z
  .object({
    /** Percent of the requests, and the rounds of work that each asks for. */
    share: z.number().positive(),
    iterations: count,
    /** Replies inside windows, in open loops to requests that were due in them. */
    messages: count,
    serviceTime: latencySchema.optional(),
    responseTime: latencySchema.optional(),
  })
  .readonly();

/** As `CapacityLine` of the client has it (clients/report.ts). */
export const capacitySchema = z
  .object({
    /** The highest rate that kept the objective, 0 where none did; and the lowest that did not. */
    ratePerSecond: amount,
    failedPerSecond: amount.nullable(),
    /** How it ended, as `Outcome` of the client has it (clients/capacity.ts); absent of results from before it was told. */
    outcome: z.enum(['found', 'client-limited', 'search-ended', 'none-kept']).optional(),
    /** The server can do more, or may: the client was the limit, or the search ended at the highest rate that it tries. */
    isAtLeast: z.boolean(),
    probes: z
      .array(
        z
          .object({
            ratePerSecond: z.number().positive(),
            valueNs: amount,
            isKept: z.boolean(),
            isClientLimited: z.boolean(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
