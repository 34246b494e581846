/** What the analysis knows of a trial: one number per metric, or none. Which kind of trial it was does not matter here. */

/** Without a number: NaN when there is no reason to tell, else why. */
export type Value = number | NoValue;

/** Why a trial by itself has no value, and what was measured all the same: a number that is in doubt (doubt.ts). */
interface NoValue {
  readonly none: string;
  /** The same in two or three words, for a cell of a table: `too few samples`. */
  readonly brief?: string;
  readonly measured?: number;
  /**
   * Which share of what it takes the trial has, 0 … 1: of several trials the one with the least tells why. `none` then says
   * what the trial had: `had 3 of the 9 that it takes`.
   */
  readonly shareOfNeeded?: number;
}

interface Identity {
  /** A cell's id. */
  readonly cell: string;
  readonly round: number;
  /** 0 for the first try of a block, then 1, 2. */
  readonly attempt: number;
}

export type Observation = Identity &
  (
    | {
        readonly outcome: 'completed';
        /** By the name of the metric: those that were asked of the cell. */
        readonly values: ReadonlyMap<string, Value>;
        /** By how much one count more or less changes a value, by metric; of a factor, as a share of it (resolution.ts). */
        readonly resolutions: ReadonlyMap<string, number>;
        /** Names of labels: what the evidence says against the trial. */
        readonly labels: readonly string[];
      }
    | { readonly outcome: 'failed'; readonly error: string }
    | { readonly outcome: 'skipped'; readonly reason: string }
  );

export type CompletedObservation = Extract<Observation, { readonly outcome: 'completed' }>;
