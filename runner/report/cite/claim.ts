/** What a citation claims, before its conditions and its source: words, or why there are none. */
import type { Phrase } from './phrase.ts';

export type Claim =
  | {
      readonly ok: true;
      readonly words: Phrase;
      /** Under which it holds, in words; empty where the words say all. */
      readonly conditions: readonly string[];
    }
  | {
      readonly ok: false;
      /** The rest of a sentence that begins with the ID. */
      readonly why: string;
      /** The same in a few words, for a list. */
      readonly brief: string;
    };

/**
 * `0.69` in `×0.69 (0.66–0.72)` and the interval behind it, so that words can be set before the latter.
 *
 * @param behind what stands in the brackets beside the interval; null: nothing
 */
export function withInterval(figure: string, interval: string, behind: string | null): string {
  const [, value = figure, range] = /^(.*) \((.*)\)$/.exec(figure) ?? [];
  const inside = [...(range === undefined ? [] : [`${interval} ${range}`]), ...(behind === null ? [] : [behind])];
  return inside.length === 0 ? value : `${value} (${inside.join('; ')})`;
}

/** `n = 8 rounds`, `n = 7 of 8 rounds`. */
export function roundsText(n: number, planned: number): string {
  return `n = ${n}${n < planned ? ` of ${planned}` : ''} ${planned === 1 ? 'round' : 'rounds'}`;
}
