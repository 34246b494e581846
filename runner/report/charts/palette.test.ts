import { describe, expect, it } from 'vitest';

import { families, inks, type Colour } from './palette.ts';

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Full loss of one cone, on linear RGB (Machado, Oliveira and Fernandes, IEEE TVCG 15(6), 2009, table 1). */
const sights: Readonly<Record<string, Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function times(matrix: Matrix, [r, g, b]: Rgb): Rgb {
  const row = ([x, y, z]: Rgb) => Math.max(0, x * r + y * g + z * b);
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** Ottosson, "A perceptual color space for image processing", 2020. */
function okLab(rgb: Rgb): Rgb {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map(Math.cbrt) as [number, number, number];
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(one: string, other: string, sight: Matrix): number {
  const [a, b] = [okLab(times(sight, linear(one))), okLab(times(sight, linear(other)))];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [low, high] = [luminance(linear(one)), luminance(linear(other))].toSorted((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const modes = ['light', 'dark'] as const satisfies readonly (keyof Colour)[];
const colours = Object.entries(families).map(([family, { colour }]) => [family, colour] as const);

describe.each(modes)('in %s mode', (mode) => {
  it('every family stands out from the page and from every band by at least 3:1 (WCAG 1.4.11)', () => {
    for (const [family, colour] of colours) {
      for (const ground of [inks.paper, inks.margin, inks.range])
        expect(contrast(colour[mode], ground[mode]), family).toBeGreaterThanOrEqual(3);
    }
  });

  it('text stands out from the page and from every band by at least 4.5:1', () => {
    for (const text of [inks.text, inks.muted, inks.alarm])
      expect(contrast(text[mode], inks.paper[mode])).toBeGreaterThanOrEqual(4.5);
    for (const band of [inks.margin, inks.range])
      expect(contrast(inks.text[mode], band[mode])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(sights))('families can be told from one another with %s', (_, sight) => {
    for (const [one, a] of colours) {
      for (const [other, b] of colours) {
        if (one >= other || !areTogether(one, other)) continue;
        expect(distance(a[mode], b[mode], sight), `${one} and ${other}`).toBeGreaterThan(0.085);
      }
    }
  });
});

/** Models and channels never share a chart; within a chart the shape differs too. */
function areTogether(one: string, other: string): boolean {
  const models = new Set(['one-thread', 'threads', 'processes']);
  return models.has(one) === models.has(other);
}

it('within a chart no two families have the same shape', () => {
  const [first, second] = [Object.values(families).slice(0, 3), Object.values(families).slice(3)];
  for (const some of [first, second]) expect(new Set(some.map(({ shape }) => shape)).size).toBe(some.length);
});
