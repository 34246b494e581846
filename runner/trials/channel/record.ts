/** What one channel trial measured, raw. The schema is the definition; types are inferred. */
import { z } from 'zod';
import { latencySchema } from '../latency.ts';

const count = z.int().nonnegative();
const amount = z.number().nonnegative();

const endSchema = z
  .object({
    /** User and system time; of a thread its own, of the end beside it in the same process all the rest. */
    cpuNs: amount,
    /** Context switches. */
    voluntary: count,
    involuntary: count,
  })
  .readonly();

/** One uninterrupted stretch of messages on a live channel. */
const sliceSchema = z
  .object({
    /** From the first message that counts to the answer to the last one. */
    windowNs: z.number().positive(),
    /** Round trips of a ping-pong; messages that the far end has acknowledged of a stream. */
    messages: count,
    near: endSchema,
    /** Null where the kernel does not tell: off Linux. */
    far: endSchema.nullable(),
    /** Processor time of both ends over the whole slice, its beginning and its end included; null as that of the far end. */
    cpuNs: amount.nullable(),
    /** The whole machine over the slice, from /proc/stat (10 ms ticks), all processors added; null off Linux. */
    machine: z.object({ busyNs: amount, idleNs: amount, stealNs: amount }).readonly().nullable(),
  })
  .readonly();

export const recordSchema = z
  .object({
    /** From starting the program to its ready line: both ends are there. */
    readyMs: amount,
    warmup: z.object({ messages: count, durationMs: amount }).readonly(),
    slices: z.array(sliceSchema).readonly(),
    /** From sending a message to its whole reply; null of a stream. */
    roundTrip: latencySchema.nullable(),
    /** cgroup throttling of the machine during the trial, in ns; null where there is no controller. */
    throttledNs: amount.nullable(),
  })
  .readonly();

export type ChannelRecord = z.infer<typeof recordSchema>;
export type ChannelSlice = z.infer<typeof sliceSchema>;
