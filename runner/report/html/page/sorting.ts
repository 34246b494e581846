/** Sorts a table by the column whose button was pressed; pressed again, the other way round. */
import { compareKeys, sortKeyOf, type SortKey } from '../sortable.ts';
import { closest, say } from './dom.ts';

export function listenToSorting(): void {
  document.addEventListener('click', (event) => {
    const button = closest(event, 'button.sort', HTMLButtonElement);
    const head = button?.closest('th');
    const table = button?.closest('table');
    if (button && head && table) sort(table, head);
  });
}

function sort(table: HTMLTableElement, head: HTMLTableCellElement): void {
  // Numbers are looked up for the largest, words for the first.
  const first = head.classList.contains('n') ? 'descending' : 'ascending';
  const other = first === 'ascending' ? 'descending' : 'ascending';
  const direction = head.getAttribute('aria-sort') === first ? other : first;
  for (const each of table.querySelectorAll('thead th'))
    each.setAttribute('aria-sort', each === head ? direction : 'none');
  const body = table.tBodies[0];
  if (body === undefined) return;
  const keyOf = (row: HTMLTableRowElement) => keyOfCell(row.cells[head.cellIndex]);
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row) }));
  rows.sort((one, another) => compareKeys(one.key, another.key, direction === 'ascending' ? 1 : -1));
  body.append(...rows.map(({ row }) => row));
  say(`Sorted by ${head.textContent ?? ''}, ${direction}`);
}

function keyOfCell(cell: HTMLTableCellElement | undefined): SortKey {
  if (cell === undefined) return '';
  const { sort: stated } = cell.dataset;
  if (stated !== undefined) return stated === '' ? '' : Number(stated);
  return sortKeyOf(cell.textContent ?? '');
}
