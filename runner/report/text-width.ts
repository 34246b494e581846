/**
 * How wide a text is in Helvetica, and so in Arial and Liberation Sans, which share its metrics. Vega without a canvas
 * guesses 0.8 em for each character, which is twice too much: axes get empty margins and lose labels.
 */

/** Widths of U+0020 to U+007E in thousandths of the font size (Adobe Font Metrics, Helvetica). */
const asciiWidths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

/** The other characters that our own texts use. */
const otherWidths: Readonly<Record<string, number>> = {
  '×': 584,
  '÷': 584,
  '±': 584,
  '−': 584,
  µ: 576,
  '–': 556,
  '≥': 549,
  '≤': 549,
  '†': 556,
  '·': 278,
  δ: 556,
};

/** Anything else takes a full em: too wide leaves a gap, too narrow would clip. */
const unknownWidth = 1000;
/** Helvetica Bold is wider by at most this, over the texts of a chart. */
const boldFactor = 1.08;

/** Width in pixels of one line. */
export function textWidth(text: string, fontSizePx: number, weight: 'normal' | 'bold' = 'normal'): number {
  let thousandths = 0;
  for (const character of text)
    thousandths += asciiWidths[character.charCodeAt(0) - 32] ?? otherWidths[character] ?? unknownWidth;
  return (thousandths / 1000) * fontSizePx * (weight === 'bold' ? boldFactor : 1);
}

/** The text, cut at its end with an ellipsis where it is wider than `widthPx`. */
export function ellipsis(text: string, widthPx: number, fontSizePx: number): string {
  if (textWidth(text, fontSizePx) <= widthPx) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join('').trimEnd()}…`, fontSizePx) > widthPx)
    characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** Lines that are no wider than `widthPx`, broken at spaces; a word that is wider is cut. */
export function wrap(text: string, widthPx: number, fontSizePx: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, fontSizePx) <= widthPx) lines[lines.length - 1] = longer;
    else lines.push(ellipsis(word, widthPx, fontSizePx));
  }
  return lines;
}
