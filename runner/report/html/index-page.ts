/** index.html of a folder of results: every run in it, what it found, and whether it may be cited. */
import { chartStyle } from './chart-style.ts';
import { page, scriptElement, type PageParts } from './document.ts';
import { dateOf } from './first-screen.ts';
import type { IndexEntry } from './index-entry.ts';
import { html, type Content, type Markup } from './markup.ts';
import { number, words } from './figure-tables.ts';
import { sortable } from './sortable.ts';

/** A folder among the results: a run, or why it is none that can be read. */
export type IndexItem = { readonly folder: string } & (
  | { readonly entry: IndexEntry; readonly files: readonly string[] }
  | { readonly problem: string }
);

export function renderIndex(items: readonly IndexItem[], parts: PageParts): string {
  const runs = items
    .flatMap((item) => ('entry' in item ? [item] : []))
    .toSorted((one, other) => inOrder(other.entry.startedAt, one.entry.startedAt) || inOrder(one.folder, other.folder));
  const problems = items.flatMap((item) => ('problem' in item ? [item] : []));
  const columns = [
    words('Run'),
    words('Answers'),
    words('To cite'),
    words('Measured'),
    words('Profile'),
    words('Machine'),
    number('Trials'),
  ];
  const body = html`<a class="skip" href="#main">Skip to the runs</a>
    <header class="top">
      <h1>echobench results</h1>
      <button type="button" id="theme" aria-label="Colours: as the system has them">Colours: system</button>
    </header>
    <main id="main" class="index" tabindex="-1">
      <form class="tools" aria-label="Which runs are shown">
        <label class="field" for="search"
          ><span>Search</span
          ><input id="search" name="search" type="search" autocomplete="off" placeholder="experiment, model, machine"
        /></label>
        <label class="field" for="fit"
          ><span>To cite</span
          ><select id="fit" name="fit">
            <option value="">all</option>
            <option value="fit">fit to cite</option>
            <option value="unfit">not fit to cite</option>
          </select></label
        >
        <button type="reset">Reset</button>
        <output class="muted" aria-live="polite">${countOf(runs.length)}</output>
      </form>
      ${runs.length === 0 ? html`<p>No run is in this folder: <code>npm run bench</code> makes one.</p>` : sortable(columns, runs.map(rowOf))}
      ${
        problems.length === 0
          ? null
          : html`<h2>Folders without a result</h2>
              <dl class="problems">
                ${problems.map(
                  ({ folder, problem }) =>
                    html`<dt><code>${folder}</code></dt>
                      <dd>${problem}</dd>`,
                )}
              </dl>`
      }
      <p class="small">
        Each row says what the report in its folder says. <code>npm run report -- FOLDER</code> makes a report again,
        and of this folder this page.
      </p>
    </main>
    <p id="said" role="status" aria-live="polite"></p>
    ${scriptElement(parts.script)}`;
  return page('echobench results', body, `${chartStyle()}${parts.style}`);
}

function countOf(runs: number): string {
  return `${runs} of ${runs} runs shown`;
}

/** By code units: the order of no country. */
function inOrder(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function rowOf({ folder, entry, files }: Extract<IndexItem, { readonly entry: IndexEntry }>): Markup {
  const { startedAt, profile, fit, reason, machine, experiments, trials } = entry;
  const [first] = files;
  const name = html`<code>${folder}</code>`;
  return html`<tr data-fit="${fit ? 'fit' : 'unfit'}">
    <th scope="row">
      ${first === undefined ? name : html`<a href="${linkOf(folder, first)}">${name}</a>`}<span class="files"
        >${files.map((file) => html`<a href="${linkOf(folder, file)}">${file}</a> `)}</span
      >
    </th>
    <td>${answersOf(experiments)}</td>
    <td data-title="To cite">
      <span class="chip ${fit ? 'fit' : 'unfit'}">${fit ? '✓ fit' : '✗ not fit'}</span>
      <details>
        <summary>why</summary>
        ${reason}
      </details>
    </td>
    <td data-title="Measured">${dateOf(startedAt)}</td>
    <td data-title="Profile">${profile}</td>
    <td data-title="Machine">${machine}</td>
    <td class="n" data-title="Trials">${trials}</td>
  </tr>`;
}

/** Two lines of each at most: the report in the folder has the rest, and so has the tooltip. */
function answersOf(experiments: IndexEntry['experiments']): Content {
  return experiments.map(
    ({ name, title, answer }) =>
      html`<p class="answer" title="${answer}">
        <strong>${title}</strong> <span class="muted">${name}</span>: ${answer}
      </p>`,
  );
}

/** A folder's name may have blanks and letters of any alphabet. */
function linkOf(folder: string, file: string): string {
  return [folder, file].map(encodeURIComponent).join('/');
}
