/**
 * What somebody said of sockets, and the rule by which a run judges it: fixed before anything is measured, and stored with the
 * plan. A claim is as many predictions as it takes; each is about one figure, and the figure's interval decides it.
 */
import { z } from 'zod';

const text = z.string().min(1);

/** Whose figure: the id of a group, the name of an arm in it, the name of a metric of its kind. */
const figureSchema = z
  .object({
    group: text,
    arm: text,
    metric: text,
    /** Of a share: arms of the same group whose counts are added to the arm's own. Absent: none. */
    pooledWith: z.array(text).nonempty().readonly().optional(),
  })
  .readonly();

export const predictionSchema = z
  .object({
    /** As somebody would say it who holds the claim: `with a backlog of 5, five connects are admitted at once`. */
    text,
    of: figureSchema,
    /** What the figure is divided by, or, of a difference, less; null: it is taken as it is. */
    against: figureSchema.nullable(),
    /** It holds where the whole interval is within these, and fails where the whole interval is outside. Null: no bound. */
    least: z.number().nullable(),
    most: z.number().nullable(),
  })
  .readonly();

export const claimSchema = z
  .object({
    /** As the claims are counted, from 1. */
    number: z.int().positive(),
    /** A word or two: `backlog`. */
    name: text,
    /** Where it is said. */
    section: text,
    /** What is said, paraphrased. */
    says: text,
    /** What is measured for it. */
    test: text,
    /** Why it comes out as it does, whichever way: the mechanism, in a sentence or two. */
    mechanism: text,
    /** RFCs, man pages, sources of the kernel or of Node that say so. */
    sources: z.array(text).readonly(),
    /** What the figures of its own situations are, by metric: `Connects refused` of `share`. Others are no part of its evidence. */
    figures: z.record(text, text).readonly(),
    predictions: z.array(predictionSchema).readonly(),
  })
  .readonly();

export type Prediction = z.infer<typeof predictionSchema>;
export type FigureReference = z.infer<typeof figureSchema>;
export type Claim = z.infer<typeof claimSchema>;
