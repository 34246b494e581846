/** All framings, in the order of lists, legends and tables. A new one is its file and one line here. */
import { delimited } from './delimited.ts';
import { fixed } from './fixed.ts';
import type { Framing } from './framing.ts';
import { lengthAscii5 } from './length-ascii5.ts';
import { lengthU32 } from './length-u32.ts';
import { lengthVarint } from './length-varint.ts';
import { raw } from './raw.ts';
import { slip } from './slip.ts';
import { typeTagged } from './type-tagged.ts';
import { untilClose } from './until-close.ts';

export const framings = {
  raw,
  fixed,
  delimited,
  slip,
  'length-u32': lengthU32,
  'length-varint': lengthVarint,
  'length-ascii5': lengthAscii5,
  'type-tagged': typeTagged,
  'until-close': untilClose,
} as const satisfies Record<string, Framing>;

export type FramingName = keyof typeof framings;
export const framingNames = Object.keys(framings) as readonly FramingName[];
