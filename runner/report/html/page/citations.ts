/** Copies the citation of a figure, or says why it has none and what to cite in its place. */
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
    const button = closest(event, 'button.cite', HTMLButtonElement);
    if (button === null) return;
    const { context, byKey } = book();
    const statement = byKey.get(button.dataset['cite'] ?? '');
    show(button, statement === undefined ? null : statement, context);
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

/** A window with all forms of it: what was copied can be seen, and where copying is not allowed, be selected. */
function show(button: HTMLButtonElement, statement: Statement | null, context: CiteContext): void {
  const dialog = one('#citation', HTMLDialogElement);
  const body = one('.citation-body', HTMLElement, dialog);
  const citation = statement === null ? null : citationOf(statement, context);
  if (statement === null || citation === null || !citation.ok) {
    const why = citation?.ok === false ? citation.why : 'has no citation';
    const instead = citation?.ok === false ? citation.instead : null;
    put(
      body,
      html`<h2>Not to be cited</h2>
        <p><code>${statement?.id ?? ''}</code> ${why}.</p>
        ${instead === null ? null : html`<p>Cite <code>${instead}</code> in its place. <button type="button" class="cite" data-cite="${instead}">Show it</button></p>`}`,
    );
    say(`Not to be cited: ${why}`);
  } else {
    put(
      body,
      html`<h2>Citation</h2>
        <p class="muted"><code>${statement.id}</code></p>
        ${forms(citation)}`,
    );
    void copy(citation.text, 'text');
  }
  if (!dialog.open) dialog.showModal();
  dialog.addEventListener('close', () => button.focus(), { once: true });
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
}

/** A browser may refuse: then the text is there to be selected. */
async function copy(text: string, form: string): Promise<void> {
  const status = one('#citation .copied', HTMLElement);
  status.textContent = (await throughClipboard(text))
    ? `Copied as ${form}.`
    : 'Your browser does not let this page copy: select the text and copy it.';
  say(status.textContent);
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
