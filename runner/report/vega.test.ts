import { expect, it } from 'vitest';

import { page } from './page.ts';
import { allColours } from './palette.ts';
import { renderSvg } from './vega.ts';

const frame = { title: 'A title', subtitle: ['conditions'], alarm: null, notes: ['how to read it'] };
const caption = { title: 'Caption <&>', description: 'What\u0000 it shows' };

it('draws the same bytes every time', async () => {
  const [first, second] = [await renderSvg(page(frame, []), caption), await renderSvg(page(frame, []), caption)];
  expect(second).toBe(first);
});

it('says what it shows to those who cannot see it', async () => {
  const svg = await renderSvg(page(frame, []), caption);
  expect(svg).toContain(
    'role="img" aria-labelledby="title description"><title id="title">Caption &lt;&amp;&gt;</title><desc id="description">What it shows</desc>',
  );
});

it('has a dark mode for every colour', async () => {
  const svg = await renderSvg(page(frame, []), caption);
  const [, style = ''] = /<style>@media \(prefers-color-scheme: dark\)\{(.*)\}<\/style>/.exec(svg) ?? [];
  for (const { light, dark } of allColours()) {
    expect(style).toContain(`[fill="${light}"]{fill:${dark}}`);
    expect(style).toContain(`[stroke="${light}"]{stroke:${dark}}`);
  }
});

it('refuses a spec that Vega would have to guess about', async () => {
  const doubtful = page(frame, [
    {
      data: { values: [{ x: 1 }] },
      mark: 'point',
      encoding: { x: { field: 'x', type: 'quantitative', scale: { type: 'log', zero: true } } },
    },
  ]);
  await expect(renderSvg(doubtful, caption)).rejects.toThrow('Vega: x-scale\'s "zero" is dropped');
});
