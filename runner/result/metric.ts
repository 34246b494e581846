/**
 * What a metric and a label are called and how they are read, as a plan stores them: a report of an old result follows
 * the words and units of its time. How a trial's value comes about is for its kind to say (trials/kind.ts).
 */
import { z } from 'zod';
import { quantitySchema } from './quantity.ts';

const text = z.string().min(1);

export const metricSchema = z
  .object({
    /** Unique in its kind: `messagesPerSecond`. */
    name: text,
    /** Of charts and findings: `Throughput`. */
    title: text,
    /** Heading of a table's column. */
    column: text,
    /** Of an axis of values: `{unit} per idle connection`, where `{unit}` is the unit in words. */
    axis: text,
    /** Base unit of the values, and the units that they are written in. */
    quantity: quantitySchema,
    /** `factor`: above 0, compared as arm ÷ baseline. `difference`: any number, compared as arm − baseline. */
    scale: z.enum(['factor', 'difference']),
    /** Of a difference, in its base unit: less than this the method cannot tell from 0; null: it has no such bound. */
    differenceMargin: z.number().positive().nullable(),
    /** What a value cannot exceed; null: nothing. */
    most: z.number().nullable(),
    better: z.enum(['higher', 'lower']),
    /** Of an arm whose value is higher, or lower, than the baseline's: `faster`, `costs less`. */
    higher: text,
    lower: text,
    /** Name of the label under which a value is only a lower bound of what the arm can do; null: none makes it that. */
    boundedBy: z.string().nullable(),
    /** What the figure is and is not, below tables that show it; null: its title says it. */
    note: z.string().nullable(),
    /** An arm beside the baseline: the difference to it is shown too, with an interval of its own; null: none. */
    secondReference: z.string().nullable(),
    /**
     * Of a share: the metrics that count how often something happened, and how often it could have. Its interval is that of all
     * rounds together (Clopper and Pearson), and not of how rounds differ. Absent: it is no share of counts.
     */
    shareOf: z.object({ events: text, chances: text }).readonly().optional(),
    /**
     * Of what the other metrics depend on though nobody chose it: how it stands among the conditions, `the client used
     * {range} of …`, where `{range}` is that over the arms. Such a metric has a column beside those of an experiment, in
     * groups whose trials have a value of it. Absent: it is no condition.
     */
    condition: text.optional(),
  })
  .readonly();

export type MetricDefinition = z.infer<typeof metricSchema>;
export type Scale = MetricDefinition['scale'];

export const labelSchema = z
  .object({
    /** Unique in its kind: `not-steady`. */
    name: text,
    /** Two or three words, for a table. */
    title: text,
    /** One sentence: what the evidence showed, and what that does to the figure. */
    meaning: text,
    /** One sentence: what to change. */
    remedy: text,
    /** Names of the metrics that it is about; absent: all. */
    concerns: z.array(text).readonly().optional(),
    /** It makes a figure a lower bound, which the figure itself says ("at least"); see `boundedBy` of metrics. */
    bounds: z.boolean(),
    /**
     * It is about ratios and differences, whichever of their sides carries it: said once of a comparison, and not of a figure
     * by itself. Absent: it is about the figure.
     */
    ofComparison: z.literal(true).optional(),
    /** The trial was disturbed, and its block is measured again. Other labels are findings. */
    repeats: z.boolean(),
    /**
     * Whose limit it tells, which a chart has to tell apart: the server cannot do more; the client could not load or time it
     * as asked; the machine was not left to them. Absent: it tells nobody's.
     */
    limit: z.enum(['server', 'client', 'machine']).optional(),
  })
  .readonly();

export type LabelDefinition = z.infer<typeof labelSchema>;
export type Limit = NonNullable<LabelDefinition['limit']>;
