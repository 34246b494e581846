/** How wide what people read may be. */

const usualColumns = 100;

/** Of the terminal; where there is none, or one that says 0 since it does not know, of a usual page. */
export function columnsOf({ columns }: { readonly columns?: number }): number {
  return columns === undefined || columns === 0 ? usualColumns : columns;
}
