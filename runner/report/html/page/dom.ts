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

/** Told to those who hear the page. */
export function say(words: string): void {
  one('#said', HTMLElement).textContent = words;
}
