/** How much room a text takes in whichever of the usual fonts is the widest, and how it is broken or cut to fit. */
import { boldWidths, regularWidths } from './character-widths.ts';

export type Weight = 'regular' | 'bold';

/** Symbols of other scripts take an em; emoji a quarter more. Too wide leaves a gap, too narrow would cut. */
const unknownWidth = 1300;

/** Width in pixels of one line. */
export function textWidth(text: string, sizePx: number, weight: Weight = 'regular'): number {
  const { ascii, latin1, others } = weight === 'bold' ? boldWidths : regularWidths;
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    thousandths +=
      ascii[code - 0x20] ??
      latin1[code - 0xa0] ??
      (Object.hasOwn(others, character) ? others[character] : undefined) ??
      unknownWidth;
  }
  return (thousandths / 1000) * sizePx;
}

/** Of the widest; 0 of none. */
export function widest(texts: readonly string[], sizePx: number, weight: Weight = 'regular'): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, sizePx, weight)));
}

/** A room that was made for a text is a sum, and may come out shorter by its rounding. */
const inexactPx = 1e-6;

/** The text, cut at its end with an ellipsis where it is wider than `widthPx`; nothing where not even that has room. */
export function ellipsis(text: string, widthPx: number, sizePx: number, weight: Weight = 'regular'): string {
  if (textWidth(text, sizePx, weight) <= widthPx + inexactPx) return text;
  let kept = '';
  let width = textWidth('…', sizePx, weight);
  if (width > widthPx) return '';
  for (const character of text) {
    width += textWidth(character, sizePx, weight);
    if (width > widthPx) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * At most `most` lines no wider than `widthPx`, broken at spaces; what has no room is cut with an ellipsis. A mark stays with
 * the word behind it, which it explains.
 */
export function wrap(
  text: string,
  widthPx: number,
  sizePx: number,
  most: number,
  weight: Weight = 'regular',
): string[] {
  const lines: string[] = [];
  const words = text.split(/(?<![†‡]) /).filter((word) => word !== '');
  for (const [index, word] of words.entries()) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || textWidth(longer, sizePx, weight) > widthPx) {
      if (lines.length === most) {
        lines[most - 1] = ellipsis(`${last ?? ''} ${words.slice(index).join(' ')}`, widthPx, sizePx, weight);
        return lines;
      }
      lines.push(ellipsis(word, widthPx, sizePx, weight));
    } else lines[lines.length - 1] = longer;
  }
  return lines;
}
