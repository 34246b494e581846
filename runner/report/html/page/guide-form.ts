/** The decision guide as a form. */
import type { Advice } from '../../../result/advice.ts';
import { answerTo, processorsOf, usualQuestion, type Question } from '../choose.ts';
import { answerMarkup, askedAmounts, invalidMarkup, noGuide, openMarkup, questionForm } from '../guide-markup.ts';
import type { PageRun } from '../packed.ts';
import { html } from '../markup.ts';
import { listenToForm, one, put, textOf } from './dom.ts';
import { setTabStops } from './table-keys.ts';

export function showGuide({ analysis }: PageRun, advice: Advice): void {
  const body = one('#guide-body', HTMLElement);
  if (advice.criteria.length === 0) {
    put(body, noGuide(advice));
    return;
  }
  // What the result can answer is asked first.
  const asked = advice.criteria.find(
    ({ name }) => answerTo({ ...usualQuestion, criterion: name }, analysis, advice).kind === 'chosen',
  );
  put(
    body,
    html`${questionForm(advice, asked?.name ?? '', processorsOf(analysis, advice))}
      <div class="advice" aria-live="polite"></div>`,
  );
  const form = one('form', HTMLFormElement, body);
  const answer = one('.advice', HTMLElement, body);
  const rate = one('input[name=rate]', HTMLInputElement, form);
  const show = () => {
    const question = questionOf(form, advice);
    // Requests that come as fast as they are answered have no rate of their own.
    rate.disabled = !(advice.criteria.find(({ name }) => name === question.criterion)?.isAtRate ?? false);
    const { wrong, open } = checked(form);
    const found = wrong.length > 0 ? null : answerMarkup(answerTo(question, analysis, advice), question);
    put(answer, found === null ? invalidMarkup(wrong) : html`${found}${openMarkup(open)}`);
    setTabStops(answer);
  };
  listenToForm(form, show);
  show();
}

/** What a field must not hold, and what it holds nothing of though it usually does. */
function checked(form: HTMLFormElement) {
  const fields = askedAmounts.map((amount) => {
    const input = one(`input[name=${amount.name}]`, HTMLInputElement, form);
    const isWrong = !input.disabled && !input.validity.valid;
    input.setAttribute('aria-invalid', String(isWrong));
    const isOpen = !input.disabled && !isWrong && input.value === '' && amount.usual !== '';
    return { amount, isWrong, isOpen };
  });
  return {
    wrong: fields.flatMap(({ amount, isWrong }) => (isWrong ? [amount] : [])),
    open: fields.flatMap(({ amount, isOpen }) => (isOpen ? [amount] : [])),
  };
}

function questionOf(form: HTMLFormElement, { criteria }: Advice): Question {
  const text = (name: string) => textOf(form, name);
  /** What is no number above 0 is not asked. */
  const amount = (name: string, least: number) => {
    const value = Number(text(name));
    return text(name).trim() !== '' && Number.isFinite(value) && value >= least ? value : null;
  };
  const micros = amount('work', 0);
  return {
    criterion: criteria.find(({ name }) => name === text('criterion'))?.name ?? criteria[0]?.name ?? '',
    connections: amount('connections', 1),
    workNs: micros === null ? null : micros * 1000,
    messageBytes: amount('bytes', 1),
    ratePerSecond: amount('rate', 1),
    processors: text('processors') || null,
    exchanges: text('exchanges') === 'one' ? 'one' : 'many',
    isolation: text('isolation') === 'request' ? 'request' : text('isolation') === 'crash' ? 'crash' : 'none',
  };
}
