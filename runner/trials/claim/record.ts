/** What one claim trial saw, raw. The schema is the definition; types are inferred. */
import { z } from 'zod';

const count = z.int().nonnegative();
const amount = z.number().nonnegative();

const distributionSchema = z
  .object({
    of: z.string().min(1),
    unit: z.enum(['B', 'ms', '']),
    /** Whole numbers, ascending, each with how often it was seen. */
    values: z.array(z.tuple([z.int(), count]).readonly()).readonly(),
  })
  .readonly();

/** See `Seen` in observations/observation.ts: what was not looked for is absent. */
export const seenSchema = z
  .object({
    share: z
      .object({ events: count, of: z.int().positive() })
      .readonly()
      .refine(({ events, of }) => events <= of, { error: 'more events than there could be' })
      .optional(),
    durationNs: amount.optional(),
    bytes: amount.optional(),
    count: amount.optional(),
    cpuNs: amount.optional(),
    distribution: distributionSchema.optional(),
    facts: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .readonly()
      .optional(),
  })
  .readonly();

export const recordSchema = z
  .object({
    /** From starting the programs until they stood ready. */
    readyMs: amount,
    /** One look each. */
    seen: z.array(seenSchema).nonempty().readonly(),
  })
  .readonly();

export type SeenRecord = z.infer<typeof seenSchema>;
export type ClaimRecord = z.infer<typeof recordSchema>;
export type DistributionRecord = z.infer<typeof distributionSchema>;
