/** Elements of the page by what they are. */
import type { Markup } from '../markup.ts';

/** @throws Error where there is none: the document and this script are made together */
export function one<Kind extends Element>(selector: string, kind: new () => Kind, within: ParentNode = document): Kind {
  const element = within.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`the page has no ${selector}`);
  return element;
}

export function put(element: Element, markup: Markup): void {
  element.innerHTML = markup.text;
}

/** The element, or the nearest around it, that the event came from and that is so. */
export function closest<Kind extends Element>(event: Event, selector: string, kind: new () => Kind): Kind | null {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof kind ? found : null;
}

/** The button of a form that takes all choices back; `changed` is told of that as of every choice. */
export function listenToForm(form: HTMLFormElement, changed: () => void): void {
  form.addEventListener('input', changed);
  form.addEventListener('submit', (event) => event.preventDefault());
  one('button[type=reset]', HTMLButtonElement, form).addEventListener('click', (event) => {
    // The event of the form itself comes before the fields have their first values again.
    event.preventDefault();
    form.reset();
    changed();
  });
}

/** What a field of a form holds; '' of one that it does not have, or that is disabled. */
export function textOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

/** Told to those who hear the page. */
export function say(words: string): void {
  one('#said', HTMLElement).textContent = words;
}
