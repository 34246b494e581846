/** How wide what people read may be. */

const usualColumns = 100;

/** Of the terminal; where there is none, or one that says 0 since it does not know, of a usual page. */
export function columnsOf({ columns }: { readonly columns?: number }): number {
  return columns === undefined || columns === 0 ? usualColumns : columns;
}

/** How to write to a stream: with colour where it is a terminal that has some, unless the user wants none. */
export function styleOf(stream: { readonly isTTY?: boolean; readonly columns?: number }) {
  const { NO_COLOR: unwanted, TERM: terminal } = process.env;
  return { colour: stream.isTTY === true && !unwanted && terminal !== 'dumb', columns: columnsOf(stream) };
}
