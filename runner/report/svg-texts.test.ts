import { expect, it } from 'vitest';

import { clipped, overlaps, readTexts } from './svg-texts.ts';

const svg = (inner: string) => `<svg viewBox="0 0 100 50"><g transform="translate(10,10)">${inner}</g></svg>`;
const text = (words: string, x: number, y: number) =>
  `<text text-anchor="start" transform="translate(${x},${y})" font-size="10px">${words}</text>`;

it('adds up where a text is', () => {
  expect(readTexts(svg(text('a &amp; b', 5, 10))).texts).toEqual([
    expect.objectContaining({ text: 'a & b', left: 15, bottom: 22 }),
  ]);
});

it('finds texts that overlap, and a halo is none', () => {
  expect(overlaps(readTexts(svg(text('one', 0, 10) + text('two', 5, 12))))).toEqual(['“one” and “two”']);
  expect(overlaps(readTexts(svg(text('one', 0, 10) + text('one', 0, 10) + text('two', 30, 10))))).toEqual([]);
});

it('finds texts over the edge', () => {
  expect(clipped(readTexts(svg(text('inside', 0, 10) + text('a rather long text', 40, 10))))).toEqual([
    'a rather long text',
  ]);
});

it('reads the lines of a label one by one', () => {
  const label =
    '<text text-anchor="middle" transform="translate(20,10)" font-size="10px"><tspan/><tspan x="0" dy="13">10 µs</tspan></text>';
  expect(readTexts(svg(label)).texts).toEqual([expect.objectContaining({ text: '10 µs', bottom: 34 })]);
});
