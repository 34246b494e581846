/** Colours of charts in a page, whose reader may choose light or dark whatever the system says. */
import { paints } from '../charts/palette.ts';
import { shapeStyle } from '../charts/svg.ts';

/** Every colour is a variable of the page, so that a switch of three lines changes all of them. */
export function chartStyle(): string {
  const variables = (mode: 'light' | 'dark') => paints.map(([name, colour]) => `--${name}:${colour[mode]}`).join(';');
  const rules = paints.map(([name]) => `.chart .${name}{fill:var(--${name})}.chart .s-${name}{stroke:var(--${name})}`);
  return [
    `:root{${variables('light')}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${variables('dark')}}}`,
    `:root[data-theme=dark]{${variables('dark')}}`,
    // On paper dark colours would cost ink and contrast.
    `@media print{:root:root{${variables('light')}}}`,
    shapeStyle,
    ...rules,
    ...paints.map(([name]) => `.f-${name}{background:var(--${name})}`),
  ].join('\n');
}
