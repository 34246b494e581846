/**
 * Text that others wrote (error messages, names in a result file edited by hand) as one line of printable characters:
 * without the control characters that XML forbids and terminals obey, and without those that reverse the reading order.
 */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\u2028\u2029]/gu, ' ')
    .replace(/\p{Bidi_Control}|[\uFFFE\uFFFF]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** At most so many characters, with an ellipsis where there were more: the whole text is in the result file. */
export function clipped(text: string, most: number): string {
  const characters = Array.from(oneLine(text));
  return characters.length <= most
    ? characters.join('')
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
