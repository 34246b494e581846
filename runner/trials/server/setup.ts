/** What one server trial is set up with: the server, its load, and the processors of both. Plain data. */
import { z } from 'zod';

const name = z.string().min(1);
const count = z.int().nonnegative();
const several = z.int().positive();
const processors = z.array(count).readonly().nullable();

/** What is asked of the server while it is measured. */
export const loadSchema = z.discriminatedUnion('shape', [
  /** Connections are kept, and every one keeps `depth` requests outstanding. */
  z.object({ shape: z.literal('closed'), connections: several, depth: several }).readonly(),
  /** So many connections at once, each closed after its exchanges and replaced by a new one. */
  z.object({ shape: z.literal('churn'), inProgress: several, exchangesPerConnection: several }).readonly(),
  /** Requests come at a rate, of all connections together, whatever the server does. */
  z
    .object({
      shape: z.literal('open'),
      connections: several,
      ratePerSecond: z.number().positive(),
      /** What the rate is a share of: what this model, or the slowest of those compared, reached in a closed loop before the run. */
      share: z
        .object({
          amount: z.number().positive(),
          of: z.enum(['own', 'slowest']),
          capacityPerSecond: z.number().positive(),
        })
        .readonly()
        .nullable(),
    })
    .readonly(),
  /** The highest rate is looked for at which response times keep an objective, as the client's --slo spells it: `p99=5ms`. */
  z.object({ shape: z.literal('objective'), connections: several, objective: name }).readonly(),
  z.object({ shape: z.literal('none') }).readonly(),
]);

export type Load = z.infer<typeof loadSchema>;

/** What an experiment declares where rates depend on the machine: a share of what was reached in a closed loop. */
const wantedLoadSchema = z.union([
  loadSchema,
  z
    .object({
      shape: z.literal('open'),
      connections: several,
      share: z
        .object({
          amount: z.number().positive(),
          /** Of the model itself, or of the slowest of these. */
          of: z.union([z.literal('own'), z.array(name).nonempty().readonly()]),
        })
        .readonly(),
    })
    .readonly(),
]);
export type WantedLoad = z.infer<typeof wantedLoadSchema>;
/** Where the processors of a trial are: docs/methodology.md, "Processor regimes". */
const regime = z.enum(['equal-budget', 'whole-machine']);
export type Regime = z.infer<typeof regime>;

const conditions = {
  model: name,
  framing: name,
  path: name,
  regime,
  /** Open besides those that carry load, and silent. */
  idleConnections: count,
  payloadBytes: count,
  /** Of the server, in the models that receive by themselves; null: the model's own. */
  receiveBufferBytes: several.nullable(),
  /** Of requests that ask for different amounts of work, as the client's --service spells it: `mix:99*10,1*100000`. */
  mix: name.optional(),
};
export const setupSchema = z
  .object({
    ...conditions,
    load: loadSchema,
    /** As the command line spells it: `echo`, `work:1520`. */
    service: name,
    /** Calibrated processor time that `service` burns per request; 0 for echo. */
    workNsPerRequest: z.number().nonnegative(),
    workers: several,
    /** Client processes. */
    clients: several,
    /** Processors that the server and the clients may use; null: not pinned. */
    serverCpus: processors,
    clientCpus: processors,
    /** What carries the client's connections: clients/drivers/index.ts. Absent of results from before there was a choice: `net`. */
    driver: name.optional(),
    /** How the client of an open loop waits for its instants: clients/drivers/pacing.ts. Absent of other loads. */
    pacing: z.enum(['spin', 'sleep']).optional(),
  })
  .readonly();

export type ServerSetup = z.infer<typeof setupSchema>;

/**
 * Target processor time of the service per request: in microseconds, or as a multiple of what the calibration found that an
 * echo costs where it runs, which is a machine's own unit. 0 of either is `echo`.
 */
const workSchema = z.union([
  z.object({ micros: z.number().nonnegative() }).readonly(),
  z.object({ echoes: z.number().nonnegative() }).readonly(),
]);

export type Work = z.infer<typeof workSchema>;

const wantedSchema = z.object({ ...conditions, load: wantedLoadSchema, work: workSchema }).readonly();

/** What an experiment declares: processors, workers and rounds of work are found where it runs. */
export type ServerWanted = z.infer<typeof wantedSchema>;

/** Connections that carry load at any moment; 0 without load. */
export function busyConnections(load: WantedLoad): number {
  switch (load.shape) {
    case 'closed':
    case 'open':
    case 'objective':
      return load.connections;
    case 'churn':
      return load.inProgress;
    case 'none':
      return 0;
  }
}

/** Requests outstanding on each of them. */
export function depthOf(load: WantedLoad): number {
  return load.shape === 'closed' ? load.depth : 1;
}

/** Whether requests are due at instants, so that response times are what is measured: open loops, and searches by an objective. */
export function isPaced({ shape }: WantedLoad): boolean {
  return shape === 'open' || shape === 'objective';
}

/** Before a connection is closed; infinite where connections are kept. */
export function exchangesPerConnection(load: WantedLoad): number {
  return load.shape === 'churn' ? load.exchangesPerConnection : Number.POSITIVE_INFINITY;
}

/** What is measured when an experiment says nothing else: the smallest message that carries a stamp with room to spare. */
export const usual = {
  model: 'event-loop',
  framing: 'length-u32',
  path: 'loopback',
  regime: 'equal-budget',
  work: { micros: 0 },
  load: { shape: 'closed', connections: 64, depth: 1 },
  idleConnections: 0,
  payloadBytes: 64,
  receiveBufferBytes: null,
} as const satisfies ServerWanted;
