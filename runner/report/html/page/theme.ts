/** Light, dark, or as the system has it: three states of one button. Nothing is stored: a file may not be allowed to. */
import { one } from './dom.ts';

const states = ['system', 'light', 'dark'] as const;

export function listenToTheme(): void {
  const button = one('#theme', HTMLButtonElement);
  let at = 0;
  button.addEventListener('click', () => {
    at = (at + 1) % states.length;
    const state = states[at] ?? 'system';
    if (state === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = state;
    button.textContent = `Colours: ${state}`;
    button.setAttribute('aria-label', `Colours: ${state === 'system' ? 'as the system has them' : state}`);
  });
}
