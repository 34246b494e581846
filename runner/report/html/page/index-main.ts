/** The script of index.html: which runs are shown, and in which order. */
import { listenToForm, one, textOf } from './dom.ts';
import { listenToSorting } from './sorting.ts';
import { listenToTheme } from './theme.ts';

listenToTheme();
listenToSorting();
const form = one('form', HTMLFormElement);
const show = () => {
  const [search, fit] = [textOf(form, 'search').trim().toLowerCase(), textOf(form, 'fit')];
  const rows = [...document.querySelectorAll<HTMLTableRowElement>('tbody tr')];
  for (const row of rows) {
    const isFound = (row.textContent ?? '').toLowerCase().includes(search);
    row.hidden = !isFound || (fit !== '' && row.dataset['fit'] !== fit);
  }
  const shown = rows.filter(({ hidden }) => !hidden).length;
  one('output', HTMLOutputElement, form).value = `${shown} of ${rows.length} runs shown`;
};
listenToForm(form, show);
document.documentElement.dataset['ready'] = 'true';
