/** What one channel trial is set up with: the channel, what is sent through it, and the processors of its ends. Plain data. */
import { z } from 'zod';
import { contentNames, encodings, modes } from '../../../ipc/channel.ts';

const name = z.string().min(1);
const count = z.int().nonnegative();

/** Where the two ends are: docs/methodology.md, "Placement". `free`: wherever the kernel puts them. */
export const placements = ['same', 'apart', 'free', 'sibling', 'near', 'far'] as const;
export type Placement = (typeof placements)[number];

/** Processors of the near and of the far end. */
const pair = z.tuple([count, count]).readonly();
export type CpuPair = z.infer<typeof pair>;

const conditions = {
  channel: name,
  /** One message there and back, or messages one after another in one direction. */
  mode: z.enum(modes),
  content: z.enum(contentNames),
  encoding: z.enum(encodings),
  /** Length of a payload of the content `bytes`; 0 of another content. */
  bytes: count,
};

export const setupSchema = z
  .object({
    ...conditions,
    placement: z.enum(placements),
    /** Null: not pinned. */
    cpus: pair.nullable(),
    /** An end that waits uses up its processor. */
    spins: z.boolean(),
  })
  .readonly();

export type ChannelSetup = z.infer<typeof setupSchema>;

const wantedSchema = z
  .object({
    ...conditions,
    /** A placement, for which processors are found where it runs; or the two processors. */
    ends: z.union([z.enum(placements), pair]),
  })
  .readonly();

/** What an experiment declares. */
export type ChannelWanted = z.infer<typeof wantedSchema>;

/** What is measured when an experiment says nothing else. */
export const usual = {
  mode: 'pingpong',
  content: 'bytes',
  encoding: 'native',
  bytes: 64,
  ends: 'apart',
} as const satisfies Omit<ChannelWanted, 'channel'>;
