/** What a path was made of when a trial went over it, as the kernel tells: stored with the trial. */
import { z } from 'zod';

const text = z.string();
const count = z.int().nonnegative();

const endSchema = z
  .object({
    end: z.enum(['client', 'server', 'both']),
    interface: text,
    mtu: count.nullable(),
    /** Such as `tcp-segmentation-offload: on`, as ethtool(8) names them; null where it is missing. */
    offloads: z.record(text, z.boolean()).readonly().nullable(),
    /** Queueing disciplines as tc(8) prints them, with their rate; null where it is missing. */
    queueing: text.nullable(),
    congestionControl: text.nullable(),
    addresses: z.array(text).readonly(),
  })
  .readonly();

export const pathEnvironmentSchema = z
  .object({
    ends: z.array(endSchema).readonly(),
    /** One of the connections as ss(8) tells of it (`-ti`) at the end of the trial, on one line; null: none, or no ss. */
    connection: text.nullable(),
  })
  .readonly();

export type PathEnvironment = z.infer<typeof pathEnvironmentSchema>;
export type PathEnd = PathEnvironment['ends'][number];

/** Through the client's interface between two readings: seen from the client. Headers of every layer count. */
export const trafficSchema = z
  .object({
    interface: text,
    receivedBytes: count,
    receivedPackets: count,
    sentBytes: count,
    sentPackets: count,
  })
  .readonly();

export type Traffic = z.infer<typeof trafficSchema>;
