/** All framings, in the order of lists, legends and tables. A new one is its file and one line here. */
import type { Framing } from './framing.ts';
import { lengthU32 } from './length-u32.ts';
import { raw } from './raw.ts';

export const framings = {
  raw,
  'length-u32': lengthU32,
} as const satisfies Record<string, Framing>;

export type FramingName = keyof typeof framings;
export const framingNames = Object.keys(framings) as readonly FramingName[];
