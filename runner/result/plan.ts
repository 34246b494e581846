/**
 * The plan of a run as `results.json` stores it: what was asked, of what, in which order, and every word that a report
 * says about it. The types are inferred from the schema, so there is one definition.
 */
import { z } from 'zod';
import { claimSchema } from './claim.ts';
import { labelSchema, metricSchema } from './metric.ts';
import { quantitySchema } from './quantity.ts';

const text = z.string();
const name = text.min(1);
const count = z.int().nonnegative();
const positive = z.number().positive();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

export const profileNames = ['smoke', 'quick', 'standard', 'rigorous'] as const;
/** How much time a run may take: docs/methodology.md, "What is repeated". */
export type ProfileName = (typeof profileNames)[number];

/**
 * More of a baseline's work: by how much (0.1 is 10 %), and what a trial of the baseline costs beside its work, in the control
 * metric.
 */
const addedWork = {
  added: positive,
  beside: z
    .object({ least: z.number().nonnegative(), usual: z.number().nonnegative(), most: z.number().nonnegative() })
    .readonly(),
};

export const cellSchema = z
  .object({
    /** Unique in a run: `<experiment>/<group>/<arm>`, the role behind it for the twin and the slowdown. */
    id: name,
    experiment: name,
    /** Cells of one group are compared with one another and measured in the same block. */
    group: name,
    /** Its name among those it is compared with: the level of what the experiment varies. */
    arm: name,
    /**
     * A `twin` is the same configuration as the baseline, or as another arm, run as a second cell: their difference is the
     * A/A control.
     * `slowdown` is the baseline with a known amount of extra work, which the run has to find.
     */
    role: z.enum(['baseline', 'twin', 'arm', 'slowdown']),
    /** Which kind of trial runs it (trials/index.ts), and all that it needs to know for that. */
    kind: name,
    setup: z.record(text, z.unknown()).readonly(),
    /** File of this repository that is measured, and its name in the literature; null where there is none. */
    source: text.nullable(),
    classicName: text.nullable(),
    /** What it has in common with others, which a chart's colour tells: `threads`; null: nothing. */
    family: text.nullable(),
    /** All its trials have one process, which was there before: its figures have no interval. Absent: a fresh one each. */
    isOneProcess: z.literal(true).optional(),
    /**
     * Of an arm that is its baseline with a known slowdown, in a group that has several of them: the share that was asked for
     * (0.05 is 5 %), and the work that was added for it. Absent: of any other.
     */
    slowdown: z
      .object({ asked: positive, ...addedWork })
      .readonly()
      .optional(),
  })
  .readonly();

export const groupSchema = z
  .object({
    /** `<experiment>/<label>`. */
    id: name,
    experiment: name,
    /** What differs between the groups of the experiment: `64 connections`. */
    label: name,
    /** Where the group stands on an axis of its experiment, in the axis's base unit; null: on none. */
    level: z.object({ axis: name, amount: z.number().nonnegative() }).readonly().nullable(),
    /** Conditions that all its cells share, each in words: `{ name: 'connections', text: '64 connections' }`. */
    terms: list(z.object({ name, text }).readonly()),
    /** What has to be known to read its figures: a sentence or two each, in Markdown. */
    notes: list(text),
    /** In the order of the catalogue; the twin follows its baseline. */
    cells: list(cellSchema),
    /** Declared before anything is measured. Arms without one are shown, and not compared. */
    comparisons: list(
      z
        .object({
          /** A cell's id. */
          arm: name,
          /** Ids of the baseline and its twin; or a value that somebody claimed, and what counts as the same. */
          reference: z.union([
            z.object({ cells: list(name) }).readonly(),
            z.object({ value: z.number(), margin: z.number().nonnegative() }).readonly(),
          ]),
        })
        .readonly(),
    ),
    /** Work that was added to the cell with the role `slowdown`. Null where the group has no such cell. */
    slowdown: z.object(addedWork).readonly().nullable(),
    /** Slices that rotate through live trials, or trials one after another. */
    schedule: z.enum(['interleaved', 'sequential']),
    /** How long a block of its cells that can run is expected to take; absent of results from before plans said so. */
    blockMs: z.number().nonnegative().optional(),
    /** Slices of a trial; a sequential one has a single slice as long as all of them. */
    slices: z.int().positive(),
    /** It is measured in the first of the run's rounds only, in no more than these; absent: in all. */
    mostRounds: z.int().positive().optional(),
  })
  .readonly();

const axisSchema = z
  .object({
    name,
    /** `work per request`. */
    title: name,
    quantity: quantitySchema,
    /** Of the level 0, where it has a name of its own: `echo`. */
    zero: text.nullable(),
    /**
     * The metric whose baseline value, less that at the level 0, is the amount as it was measured in place: a planned
     * amount rests on a calibration made at another time. Null: amounts are exact, such as numbers of connections.
     */
    measuredBy: text.nullable(),
    /** Added to an amount before its logarithm is taken, so that the level 0 has a place; null: what `measuredBy` is at the level 0. */
    offset: z.number().nonnegative().nullable(),
    /** Whether it is asked from which level on an arm overtakes the baseline. */
    hasCrossovers: z.boolean(),
  })
  .readonly();

const precedentSchema = z
  .object({
    title: name,
    /** Heading of the rows' numbers in the source, and of the published figures. */
    number: name,
    theirs: name,
    /** Of ours; its second reference, where it has one, gets a column too. */
    metric: name,
    /** Of the published figures. */
    quantity: quantitySchema,
    /** One row each; `arms` are those of ours that have the same design. */
    rows: list(z.object({ number: text, design: text, value: z.number(), arms: list(text) }).readonly()),
    /** What can be compared and what cannot, and the source: paragraphs in Markdown. */
    notes: list(text),
  })
  .readonly();

export const experimentSchema = z
  .object({
    name,
    title: name,
    question: name,
    kind: name,
    /** What its arms differ in: heading of a table, and several of them in a sentence. */
    factor: z.object({ title: name, plural: name }).readonly(),
    /** The arm that every other one is compared with; null where each is compared with a claim. */
    baseline: text.nullable(),
    /** What comparisons are decided on. */
    primaryMetric: name,
    /** What its tables show, the primary metric first; the first two are compared. */
    metrics: list(name),
    /** The group whose figures stand for the experiment in the table of all arms: its first or its last. */
    summary: z.enum(['first', 'last']),
    axis: axisSchema.nullable(),
    /**
     * Of arms that are pairs, as `0 → 1`: what the first and the second of a pair are. Their figures are shown as a matrix
     * too. Absent: they are no pairs.
     */
    matrix: z.object({ down: name, across: name }).readonly().optional(),
    /**
     * Whether the order of its arms in the first group holds in each of the others is told, by ratios of ratios of every pair
     * that gets a verdict; `title` is what the groups differ in: `path`. Absent: it is not asked.
     */
    orderAcross: z.object({ title: name }).readonly().optional(),
    /**
     * Metrics whose figures of every arm, over all groups, are drawn as a curve: across the one, such as the offered rate,
     * up each of the others, such as percentiles of response times. It takes the place of the chart of single figures.
     * Absent: they make no curve.
     */
    curve: z
      .object({ across: name, up: z.tuple([name], name).readonly() })
      .readonly()
      .optional(),
    /** The network path that was asked for in place of what it declares; absent: as declared. */
    over: name.optional(),
    /** A published table of the same designs, to be shown beside ours. */
    precedent: precedentSchema.nullable(),
    /** What is judged by its figures and by those of other experiments of the run. Absent: nothing. */
    claims: list(claimSchema).optional(),
  })
  .readonly();

const detailTableSchema = z
  .object({
    title: name,
    /** Shown when it is asked for. */
    isFolded: z.boolean(),
    metrics: list(name),
    /** Below the table, in Markdown. */
    note: text.nullable(),
  })
  .readonly();

export const kindSchema = z
  .object({
    name,
    metrics: list(metricSchema),
    /** Tables of metrics that describe trials beside those of the experiment: shown, and decided on never. */
    details: list(detailTableSchema),
    /** Metrics by which identical cells are compared. */
    controls: list(name),
    labels: list(labelSchema),
  })
  .readonly();

const precisionSchema = z
  .object({
    /** Half-width of an interval as a share: 0.03 is from ÷1.03 to ×1.03. */
    asked: positive.lt(1),
    /** What all intervals of an experiment cover at once: more than without looks, each of which is a chance to be wrong. */
    coverage: positive.lt(1),
    /** Rounds after which an experiment may end, fixed before anything is measured. */
    looks: list(z.int().positive()),
    /** Rounds that were measured beforehand, and are no part of the result: standard deviation of the compared logarithms. */
    pilot: z
      .object({
        rounds: z.int().positive(),
        spreads: list(
          z.object({ experiment: name, standardDeviation: z.number().nonnegative().nullable() }).readonly(),
        ),
      })
      .readonly()
      .nullable(),
    /** From it, for each look: the half-width, and the effect that is told from none in nine of ten runs, as shares. */
    expected: list(
      z
        .object({
          experiment: name,
          looks: list(
            z
              .object({
                rounds: z.int().positive(),
                halfWidth: z.number().nonnegative(),
                detected: z.number().nonnegative(),
              })
              .readonly(),
          ),
        })
        .readonly(),
    ),
  })
  .readonly();

export const planSchema = z
  .object({
    profile: z.enum(profileNames),
    seed: count,
    /** Blocks per group; every block holds each cell of its group once. */
    rounds: z.int().positive(),
    slice: z.object({ ms: positive }).readonly(),
    /** Ends with whichever comes first; the processor time is that of the side that is measured. */
    warmup: z.object({ messagesPerIsolate: count, cpuMsPerIsolate: z.number().nonnegative() }).readonly(),
    /** Ratios within 1/(1 + margin) … 1 + margin count as equivalent (0.1 is 10 %). */
    margin: positive.lt(1),
    /** What `--budget` allowed for the whole run; null where it was not given. */
    budgetMs: positive.nullable(),
    /**
     * Of a run with `--precision`: an experiment ends after one of the looks, when the intervals of its declared comparisons
     * have half-widths of no more than asked. `rounds` is then the last look. Absent: every experiment has all rounds.
     */
    precision: precisionSchema.optional(),
    /** Estimated duration of the whole run. */
    estimatedMs: z.number().nonnegative(),
    kinds: list(kindSchema),
    /** In the order they run. The known slowdown, where it has no host among them, belongs to none. */
    experiments: list(experimentSchema),
    groups: list(groupSchema),
  })
  .readonly();

export type Cell = z.infer<typeof cellSchema>;
export type CellRole = Cell['role'];
export type Group = z.infer<typeof groupSchema>;
export type Schedule = Group['schedule'];
export type Term = Group['terms'][number];
export type Comparison = Group['comparisons'][number];
export type Axis = z.infer<typeof axisSchema>;
export type Precedent = z.infer<typeof precedentSchema>;
export type PlannedExperiment = z.infer<typeof experimentSchema>;
export type DetailTable = z.infer<typeof detailTableSchema>;
export type KindPlan = z.infer<typeof kindSchema>;
export type Plan = z.infer<typeof planSchema>;

/** In how many rounds a group is measured, of those that a run has: the first ones. */
export function roundsOfGroup(
  { mostRounds = Number.POSITIVE_INFINITY }: Pick<Group, 'mostRounds'>,
  rounds: number,
): number {
  return Math.min(rounds, mostRounds);
}

/** The experiment of groups that answer no question of the user: the known slowdown, where it has no host. */
export const controlsName = 'controls';
