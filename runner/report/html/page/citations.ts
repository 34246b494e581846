/**
 * Copies the citation of a figure as text, at once; all its formats are in a window that a second control opens. What has no
 * citation says in that window why, and what to cite in its place.
 */
import { citationOf, type CiteContext } from '../../cite/citation.ts';
import { statementsOf, type Statement } from '../../cite/statements.ts';
import { figureKey } from '../../describe/figures.ts';
import type { PageRun } from '../packed.ts';
import { html } from '../markup.ts';
import { closest, one, put, say } from './dom.ts';

export function listenToCitations({ result, analysis, citing }: PageRun): void {
  // Thousands of statements are only put together when the first of them is asked for.
  let known: { readonly context: CiteContext; readonly byKey: ReadonlyMap<string, Statement> } | null = null;
  const book = () => (known ??= bookOf({ result, statements: statementsOf(analysis), ...citing }));
  listenToCopying();
  document.addEventListener('click', (event) => {
    const button = closest(event, 'button.cite, button.formats', HTMLButtonElement);
    if (button === null) return;
    const { context, byKey } = book();
    const key = button.dataset['cite'] ?? '';
    const statement = byKey.get(key) ?? null;
    const citation = statement === null ? null : citationOf(statement, context);
    const isWindowAsked = button.matches('.formats') || event.shiftKey || button.closest('dialog') !== null;
    if (statement === null || citation?.ok !== true) showWhyNot(statement, citation);
    else if (isWindowAsked) showForms(statement, citation);
    else void copyAtOnce(key, citation.text, () => showForms(statement, citation));
  });
}

function bookOf(context: CiteContext) {
  const byKey = new Map<string, Statement>();
  for (const statement of context.statements) {
    byKey.set(statement.id, statement);
    if (statement.kind === 'figure') byKey.set(figureKey(statement.row, statement.metric), statement);
  }
  return { context, byKey };
}

type Citation = ReturnType<typeof citationOf>;
type Citable = Extract<Citation, { readonly ok: true }>;

/** @param instead what helps where the browser does not let the page copy */
async function copyAtOnce(key: string, text: string, instead: () => void): Promise<void> {
  if (!(await throughClipboard(text))) {
    instead();
    tell(refused);
    return;
  }
  const note = one('#copied', HTMLElement);
  one('.copied-text', HTMLElement, note).textContent = text;
  one('button.formats', HTMLButtonElement, note).dataset['cite'] = key;
  note.hidden = false;
  say('Copied as text. With Shift: more formats.');
}

/** With all forms of it: where copying is not allowed they can be selected. */
function showForms({ id }: Statement, citation: Citable): void {
  put(
    one('#citation .citation-body', HTMLElement),
    html`<h2>Citation</h2>
      <p class="muted"><code>${id}</code></p>
      ${forms(citation)}`,
  );
  openWindow();
  tell('');
}

function showWhyNot(statement: Statement | null, citation: Citation | null): void {
  const { why, instead } = citation === null || citation.ok ? { why: 'has no citation', instead: null } : citation;
  put(
    one('#citation .citation-body', HTMLElement),
    html`<h2>Not to be cited</h2>
      <p><code>${statement?.id ?? ''}</code> ${why}.</p>
      ${instead === null ? null : html`<p>Cite <code>${instead}</code> in its place. <button type="button" class="cite" data-cite="${instead}">Show it</button></p>`}`,
  );
  openWindow();
  tell('');
  say(`Not to be cited: ${why}`);
}

/** The focus goes back to where it was. */
function openWindow(): void {
  const dialog = one('#citation', HTMLDialogElement);
  one('#copied', HTMLElement).hidden = true;
  if (dialog.open) return;
  const { activeElement } = document;
  dialog.showModal();
  if (activeElement instanceof HTMLElement)
    dialog.addEventListener('close', () => activeElement.focus(), { once: true });
}

function forms(citation: { readonly text: string; readonly markdown: string; readonly bibtex: string }) {
  const parts = [
    ['Text', 'text', citation.text],
    ['Markdown', 'markdown', citation.markdown],
    ['BibTeX', 'bibtex', citation.bibtex],
  ] as const;
  return parts.map(
    ([title, form, text]) =>
      html`<div class="form">
        <h3>${title} <button type="button" class="copy" data-form="${form}">Copy ${title}</button></h3>
        <pre class="cited">${text}</pre>
      </div>`,
  );
}

function listenToCopying(): void {
  const dialog = one('#citation', HTMLDialogElement);
  dialog.addEventListener('click', (event) => {
    const button = closest(event, 'button.copy', HTMLButtonElement);
    if (button !== null)
      void copy(button.closest('.form')?.querySelector('pre')?.textContent ?? '', button.dataset['form'] ?? 'text');
    if (event.target === dialog || closest(event, 'button.close', HTMLButtonElement) !== null) dialog.close();
  });
  const note = one('#copied', HTMLElement);
  // It stays until somebody does something else: no clock hides what a slow reader has not read.
  document.addEventListener('click', (event) => {
    const isKept = closest(event, '#copied', HTMLElement) !== null && closest(event, '.close', HTMLElement) === null;
    if (!isKept) note.hidden = true;
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') note.hidden = true;
  });
}

const refused = 'Your browser does not let this page copy: select the text and copy it.';

async function copy(text: string, form: string): Promise<void> {
  tell((await throughClipboard(text)) ? `Copied as ${form}.` : refused);
}

function tell(words: string): void {
  one('#citation .copied', HTMLElement).textContent = words;
  if (words !== '') say(words);
}

async function throughClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not allowed, or no clipboard at all.
    return false;
  }
}
