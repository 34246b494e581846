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
  z.object({ shape: z.literal('none') }).readonly(),
]);

export type Load = z.infer<typeof loadSchema>;

/** Where the processors of a trial are: docs/methodology.md, "Processor regimes". */
const regime = z.enum(['equal-budget', 'whole-machine']);
export type Regime = z.infer<typeof regime>;

const conditions = {
  model: name,
  framing: name,
  path: name,
  regime,
  load: loadSchema,
  /** Open besides those that carry load, and silent. */
  idleConnections: count,
  payloadBytes: count,
  /** Of the server, in the models that receive by themselves; null: the model's own. */
  receiveBufferBytes: several.nullable(),
};

export const setupSchema = z
  .object({
    ...conditions,
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

const wantedSchema = z.object({ ...conditions, work: workSchema }).readonly();

/** What an experiment declares: processors, workers and rounds of work are found where it runs. */
export type ServerWanted = z.infer<typeof wantedSchema>;

/** Connections that carry load at any moment; 0 without load. */
export function busyConnections(load: Load): number {
  switch (load.shape) {
    case 'closed':
      return load.connections;
    case 'churn':
      return load.inProgress;
    case 'none':
      return 0;
  }
}

/** Requests outstanding on each of them. */
export function depthOf(load: Load): number {
  return load.shape === 'closed' ? load.depth : 1;
}

/** Before a connection is closed; infinite where connections are kept. */
export function exchangesPerConnection(load: Load): number {
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
