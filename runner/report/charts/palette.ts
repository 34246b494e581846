/**
 * The colours of all charts, each for light and dark pages. Colour and shape tell the family, position and words the
 * member: nobody could tell eighteen colours from one another, and everyone can four. They were
 * searched for within fixed hues, for the largest of the least distances below. palette.test.ts holds their contrast with the
 * page, and their distances as readers with protanopia, deuteranopia or tritanopia see them.
 */
import type { Family } from './description.ts';

/** One colour in both modes, `#rrggbb`. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

/** Everything that is no family. */
export const inks = {
  paper: { light: '#ffffff', dark: '#0d1117' },
  text: { light: '#1f2328', dark: '#e6edf3' },
  muted: { light: '#59636e', dark: '#9198a1' },
  grid: { light: '#e4e8ec', dark: '#22282f' },
  rule: { light: '#aeb6bf', dark: '#4d5661' },
  reference: { light: '#6e7781', dark: '#848d97' },
  margin: { light: '#eef1f4', dark: '#1a2129' },
  range: { light: '#fae6b1', dark: '#43330f' },
  alarm: { light: '#cf222e', dark: '#ff7b72' },
} as const satisfies Readonly<Record<string, Colour>>;

export type Ink = keyof typeof inks;

export type Shape = 'circle' | 'square' | 'triangle' | 'diamond';

export interface FamilyStyle {
  readonly words: string;
  readonly shape: Shape;
  readonly colour: Colour;
}

/** In the order of a key. */
export const families: Readonly<Record<Family, FamilyStyle>> = {
  'one-thread': { words: 'one thread', shape: 'circle', colour: { light: '#0453fa', dark: '#a7d5fb' } },
  threads: { words: 'threads', shape: 'square', colour: { light: '#cf5706', dark: '#fac664' } },
  processes: { words: 'processes', shape: 'triangle', colour: { light: '#62156f', dark: '#db5cbb' } },
  sockets: { words: 'sockets', shape: 'circle', colour: { light: '#21898e', dark: '#7ffef9' } },
  pipes: { words: 'pipes', shape: 'square', colour: { light: '#7a0714', dark: '#fc3b39' } },
  messages: { words: 'messages', shape: 'diamond', colour: { light: '#cb4c04', dark: '#fed700' } },
  'shared-memory': { words: 'shared memory', shape: 'triangle', colour: { light: '#110497', dark: '#757ff7' } },
};

/** What paints an item: an ink, or a family. Also the name of its class in the picture. */
export type Paint = Ink | Family;

/** Where members belong to no family, as framings do: the colour of text. */
export function paintOf(family: Family | null): Paint {
  return family ?? 'text';
}

export function shapeOf(family: Family | null): Shape {
  return family === null ? 'circle' : families[family].shape;
}

/** Every paint with its colour. */
export const paints: readonly (readonly [Paint, Colour])[] = [
  ...(Object.entries(inks) as [Ink, Colour][]),
  ...(Object.entries(families) as [Family, FamilyStyle][]).map(([family, { colour }]) => [family, colour] as const),
];
