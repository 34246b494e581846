/** What one server trial measured, raw: readings, sums and distributions. The schema is the definition; types are inferred. */
import { z } from 'zod';
import { latencySchema } from '../latency.ts';
import { capacitySchema, classSchema, openSchema } from './open-record.ts';
import { pathEnvironmentSchema, trafficSchema } from '../paths/environment.ts';

const count = z.int().nonnegative();
const amount = z.number().nonnegative();

const machineTimeSchema = z.object({ busyNs: amount, idleNs: amount, stealNs: amount }).readonly();

/** One uninterrupted stretch of load on a live trial, with counters read just before and just after it. */
const sliceSchema = z
  .object({
    /** Measured window, by completion time. */
    windowNs: z.number().positive(),
    /** Replies completed, checked and counted inside the window. */
    messages: count,
    /** Load before the window opened: until every connection had one reply. */
    rampNs: amount,
    /**
     * Little's law, with the edges of the window clipped: mean requests in flight as the latencies have it, divided by
     * connections × depth. 1 within 3 % when the client kept its promise.
     */
    littleRatio: amount,
    /**
     * Server counters over the slice, ramp and drain included: a ratio of two differences of the same two snapshots. Null
     * of a server that was running already, which tells nothing.
     */
    server: z
      .object({
        cpuNs: amount,
        messages: count,
        elapsedNs: amount,
        /** recv and send; null where Node makes them, and of results from before they were counted. */
        systemCalls: count.nullable(),
      })
      .readonly()
      .nullable(),
    /** Client processes over the same slice. */
    client: z.object({ cpuNs: amount, elapsedNs: amount }).readonly(),
    /** The client's whole machine over the slice, from /proc/stat (10 ms ticks), all processors added; null off Linux. */
    machine: machineTimeSchema.nullable(),
    /** The same of the server's machine; absent where both are on one. */
    serverMachine: machineTimeSchema.nullable().optional(),
    /** Of an open loop. */
    open: openSchema.optional(),
    /**
     * What passed through the client's interface meanwhile: proof that packets took the path. Null where there is none to
     * read; absent of results from before it was read.
     */
    traffic: trafficSchema.nullable().optional(),
  })
  .readonly();

const memorySchema = z
  .object({
    rssBytes: count,
    /** Proportional set size; null where the kernel does not tell. */
    pssBytes: count.nullable(),
    /** Of it, what comes from no file, and so is shared with no other program; null where the kernel does not tell. */
    ownBytes: count.nullable(),
  })
  .readonly();

export const recordSchema = z
  .object({
    /** From starting the server program to its ready line; null of a server that was running already. */
    readyMs: amount.nullable(),
    /** From opening the first connection to its verified reply; null of results that did not measure it. */
    firstExchangeNs: amount.nullable(),
    /**
     * Server processor time that one reading of its counters takes, which is in every slice: estimated from slices of two
     * lengths (reading-cost.ts) at rest, and from readings right after the warm-up with load. 0 where connections are
     * replaced, whose workers come and go, and of results from before it was found with load: with a process for each of
     * 64 connections it is an eighth of a slice. An estimate: around a disturbed slice it can come out below 0.
     */
    countersCpuNs: z.number(),
    warmup: z.object({ messages: count, durationMs: amount }).readonly(),
    slices: z.array(sliceSchema).readonly(),
    /** Reply minus send: in a closed loop, service time at saturation. */
    serviceTime: latencySchema,
    /** Reply minus the instant at which the request was due, and sent minus due: of open loops. */
    responseTime: latencySchema.optional(),
    sendLag: latencySchema.optional(),
    /** Of a mixture, in the order in which it was asked for. */
    perClass: z.array(classSchema).readonly().optional(),
    /** Where an objective was given. */
    capacity: capacitySchema.optional(),
    /** Replies per connection over all slices. */
    messagesPerConnection: z.object({ min: amount, median: amount, max: amount }).readonly(),
    /**
     * p99 of each connection in ns, two significant digits: of response time in open loops, of service time in closed ones.
     * Null where any connection has too few latencies, or there are more connections than the client keeps them of; absent of
     * results from before they were.
     */
    p99PerConnectionNs: z.object({ min: amount, median: amount, max: amount }).readonly().nullable().optional(),
    connectionsPerWorker: z.array(count).readonly(),
    /** Null of a server that was running already, as the next two. */
    memory: z.object({ atRest: memorySchema, underLoad: memorySchema }).readonly().nullable(),
    /** Server, all its processes, over all slices. */
    contextSwitches: z.object({ voluntary: count, involuntary: count }).readonly().nullable(),
    /** Server, all its isolates, over all slices. */
    gc: z.object({ count, pauseNs: amount }).readonly().nullable(),
    /** Per isolate of the server that owns connections, over all slices: 0 … 1. */
    eventLoopUtilization: z.array(amount).readonly(),
    /** cgroup throttling of the client's machine during the trial, in ns; null where there is no controller. */
    throttledNs: amount.nullable(),
    /** The server's machine, where that is another one: its processors, and the same of its control group. */
    serverMachine: z.object({ processors: z.int().positive(), throttledNs: amount.nullable() }).readonly().optional(),
    /** How the client makes its receives and sends, in words; absent of results from before it was told. */
    clientSocketCalls: z.string().optional(),
    /** Null where there is nothing to tell; absent of results from before it was. */
    path: pathEnvironmentSchema.nullable().optional(),
  })
  .readonly();

export type ServerRecord = z.infer<typeof recordSchema>;
export type Slice = z.infer<typeof sliceSchema>;
export type ServerCounters = NonNullable<Slice['server']>;
