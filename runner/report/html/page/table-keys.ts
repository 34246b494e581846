/**
 * A table has one stop of the tab key among its figures; the arrow keys go from there to the others. Otherwise a reader of the
 * keyboard would pass hundreds of buttons on the way to the next section.
 */
import { closest } from './dom.ts';

/** To be called for what was put into the page anew. */
export function setTabStops(root: ParentNode): void {
  for (const table of root.querySelectorAll('table')) {
    const [first, ...others] = table.querySelectorAll<HTMLButtonElement>('button.cite');
    if (first !== undefined) first.tabIndex = 0;
    for (const button of others) button.tabIndex = -1;
  }
}

export function listenToTableKeys(): void {
  setTabStops(document);
  document.addEventListener('keydown', (event) => {
    const button = closest(event, 'td button.cite', HTMLButtonElement);
    const next = button === null ? null : neighbour(button, event.key);
    if (button === null || next === null) return;
    event.preventDefault();
    button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

/** Null where there is none, or the key goes nowhere. */
function neighbour(button: HTMLButtonElement, key: string): HTMLButtonElement | null {
  const row = button.closest('tr');
  const table = button.closest('table');
  if (row === null || table === null) return null;
  const inRow = [...row.querySelectorAll<HTMLButtonElement>('button.cite')];
  const place = inRow.indexOf(button);
  const rows = [...table.querySelectorAll('tbody tr')].filter((one) => one.querySelector('button.cite') !== null);
  const at = rows.indexOf(row);
  const inOther = (step: 1 | -1) => rows[at + step]?.querySelectorAll<HTMLButtonElement>('button.cite')[place] ?? null;
  switch (key) {
    case 'ArrowRight':
      return inRow[place + 1] ?? null;
    case 'ArrowLeft':
      return inRow[place - 1] ?? null;
    case 'ArrowDown':
      return inOther(1);
    case 'ArrowUp':
      return inOther(-1);
    default:
      return null;
  }
}
