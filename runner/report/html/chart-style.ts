/** Colours of charts in a page, whose reader may choose light or dark whatever the system says. */
import { paints } from '../charts/palette.ts';

const lines = [
  '.chart text{font-family:"Liberation Sans",Arial,Helvetica,sans-serif}',
  '.chart .b{font-weight:bold}.chart .m{text-anchor:middle}.chart .e{text-anchor:end}',
  '.chart path{stroke-linejoin:round}.chart .hair,.chart .thin,.chart .bar,.chart .dashed,.chart .dotted,.chart .hollow{fill:none}',
  '.chart .hair{stroke-width:1}.chart .thin{stroke-width:1.5}.chart .bar{stroke-width:2.5}',
  '.chart .dashed{stroke-width:1.2;stroke-dasharray:4 3}.chart .dotted{stroke-width:1.5;stroke-dasharray:1.5 4}.chart .hollow{stroke-width:1.8}.chart .dot{fill-opacity:.55}',
  '.chart .cross{stroke-width:1.6}',
];

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
    ...lines,
    ...rules,
    ...paints.map(([name]) => `.f-${name}{background:var(--${name})}`),
  ].join('\n');
}
