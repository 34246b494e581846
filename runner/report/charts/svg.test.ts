import { expect, it } from 'vitest';

import type { ChartDescription } from './description.ts';
import { plainView } from './frame.ts';
import { layout } from './layout.ts';
import { families, inks } from './palette.ts';
import { svg } from './svg.ts';

const figure = {
  estimate: { value: 1.01, interval: [0.98, 1.04] as const, rounds: [0.97, 1.02] },
  words: '×1.01',
  verdict: '',
};
const chart: ChartDescription = {
  kind: 'controls',
  id: 'controls-2',
  title: 'Cells <&> "twins"\u0000',
  subtitle: ['conditions'],
  alarm: null,
  notes: ['not drawn'],
  axis: { scale: 'ratio', title: 'ratio', units: [{ unit: '', size: 1 }], reference: 1, margin: null },
  rows: [{ name: 'A & B', detail: '8 pairs', figure, target: null }],
};
const picture = svg(layout(chart, plainView));

it('draws the same bytes every time', () => {
  expect(svg(layout(structuredClone(chart), plainView))).toBe(picture);
});

it('says what it shows to those who cannot see it, with ids of its own', () => {
  expect(picture).toContain('role="img" aria-labelledby="controls-2-title controls-2-words"');
  expect(picture).toContain('<title id="controls-2-title">Cells &lt;&amp;&gt; &quot;twins&quot;</title>');
  expect(picture).toContain('<desc id="controls-2-words">A &amp; B: ×1.01, .</desc>');
  expect(picture).not.toContain('not drawn');
});

it('stands on opaque paper', () => {
  expect(picture).toMatch(/<\/style>\n<rect class="paper" x="0" y="0" width="900" height="\d+"\/>\n/);
});

it('has every colour for light and for dark pages, in one block', () => {
  const [light = '', dark = '', ...more] = picture.split('@media (prefers-color-scheme:dark)');
  expect(more).toEqual([]);
  for (const colour of [...Object.values(inks), ...Object.values(families).map((family) => family.colour)]) {
    expect(light).toContain(`{fill:${colour.light}}`);
    expect(dark).toContain(`{fill:${colour.dark}}`);
    expect(dark).toContain(`{stroke:${colour.dark}}`);
  }
});

it('uses no class that its style does not know, and nothing that librsvg ignores', () => {
  const [, style = ''] = /<style>(.*)<\/style>/.exec(picture) ?? [];
  const used = new Set([...picture.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')));
  for (const name of used) expect(style).toContain(`.${name}`);
  expect(picture).not.toMatch(/textLength|dominant-baseline/);
});

it('rounds places to a tenth of a pixel', () => {
  expect(picture.replace(/<style>.*<\/style>/, '').match(/="[^"]*\d\.\d\d[^"]*"/)).toBeNull();
});
