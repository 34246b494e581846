/** How much room a text takes in whichever of the usual fonts is the widest, and how it is broken or cut to fit. */
import { boldWidths, regularWidths } from './character-widths.ts';

export type Weight = 'regular' | 'bold';

/** Symbols of other scripts take an em; emoji a quarter more. Too wide leaves a gap, too narrow would cut. */
const unknownWidth = 1300;
/** Whole phrases and long dashes that Unicode has as one character. */
const giants = /[\u2E3A\u2E3B\uFDF0-\uFDFF\u{12000}-\u{1254F}]/u;
const giantWidth = 12_000;
/** They stand above or below the letter before them; a cluster has room for a few. */
const mark = /\p{Mn}/u;
/** Those that the usual fonts have. Where a font lacks a mark, it stands as a box beside its letter. */
const accents = /[\u0300-\u036F]/u;

/** What a reader takes for one character: a letter with its accents, a flag. No locale changes it. */
const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

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
      unlistedWidth(character);
  }
  return (thousandths / 1000) * sizePx;
}

function unlistedWidth(character: string): number {
  if (accents.test(character)) return 0;
  return giants.test(character) ? giantWidth : unknownWidth;
}

/** Accents of one letter beyond this would be piled up over the lines above and below. */
const mostMarks = 2;

/** Composed where Unicode has the letter with its accents as one character, and with few accents where it has not. */
export function withoutPiles(text: string): string {
  const composed = text.normalize('NFC');
  if (!mark.test(composed)) return composed;
  return Array.from(clusters.segment(composed), ({ segment }) => {
    let marks = 0;
    return Array.from(segment, (character) => (mark.test(character) && ++marks > mostMarks ? '' : character)).join('');
  }).join('');
}

/** Of the widest; 0 of none. */
export function widest(texts: readonly string[], sizePx: number, weight: Weight = 'regular'): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, sizePx, weight)));
}

/** Not between a mark and its word, a number and its unit, nor before `(0)`. */
const breaks = /(?<![†‡]) (?!(?<=\d )(?:%|[KMG]?i?B(?:\/s)?|[nµm]?s|[kMG]?\/s)(?![\p{L}\d])|\(0\))/u;

/** A room that was made for a text is a sum, and may come out shorter by its rounding. */
const inexactPx = 1e-6;

/** The text, cut at its end with an ellipsis where it is wider than `widthPx`; nothing where not even that has room. */
export function ellipsis(text: string, widthPx: number, sizePx: number, weight: Weight = 'regular'): string {
  if (textWidth(text, sizePx, weight) <= widthPx + inexactPx) return text;
  let kept = '';
  let width = textWidth('…', sizePx, weight);
  if (width > widthPx) return '';
  for (const { segment } of clusters.segment(text)) {
    width += textWidth(segment, sizePx, weight);
    if (width > widthPx) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The same lines as `wrap` makes, as even as their number allows, so that no line holds one word alone. */
export function wrapEvenly(
  text: string,
  widthPx: number,
  sizePx: number,
  most: number,
  weight: Weight = 'regular',
): string[] {
  const lines = wrap(text, widthPx, sizePx, most, weight);
  if (lines.length < 2 || lines.at(-1)?.endsWith('…') === true) return lines;
  let [narrow, wide] = [widthPx / lines.length, widthPx];
  while (wide - narrow > 1) {
    const middle = (narrow + wide) / 2;
    const tried = wrap(text, middle, sizePx, lines.length, weight);
    if (tried.join(' ') === lines.join(' ')) wide = middle;
    else narrow = middle;
  }
  return wrap(text, wide, sizePx, lines.length, weight);
}

/**
 * At most `most` lines no wider than `widthPx`, broken at spaces; what has no room is cut with an ellipsis. A mark stays with
 * the word behind it, which it explains, and a number with its unit.
 */
export function wrap(
  text: string,
  widthPx: number,
  sizePx: number,
  most: number,
  weight: Weight = 'regular',
): string[] {
  const lines: string[] = [];
  const words = text.split(breaks).filter((word) => word !== '');
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
