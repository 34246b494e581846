/**
 * What a results.json must look like, to the last number: the schema of `ResultFile`, and the judgement of a file that
 * does not fit, in one sentence that names the place in the file. Additional properties are let through: a newer
 * minor edition may add some, and an older reader does not misread the rest.
 */
import { z } from 'zod';
import { factorNames } from '../experiments/factors.ts';
import type { ResultFile } from './result.ts';
import { resultFormat, resultVersion } from './result.ts';
import { contradiction } from './contradictions.ts';
import { metricNames } from '../trials/server/metrics.ts';
import type { Trial } from './trial.ts';

/** Everything of a result but its trials: known before the first of them, and the first line of a journal. */
export type ResultHeader = Omit<ResultFile, 'trials'>;

/** `problem` is a sentence without the file's name, which the reader of the file puts in front. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

const text = z.string();
const time = z.iso.datetime();
const count = z.int().nonnegative();
const amount = z.number().nonnegative();
const positive = z.number().positive();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

const storedCell = z.object({
  id: text.min(1),
  experiment: text,
  group: text,
  role: z.enum(['baseline', 'control', 'arm', 'slowdown']),
  arm: text.optional(),
  model: text,
  framing: text,
  service: text,
  workNsPerRequest: amount,
  path: text,
  regime: z.enum(['equal-budget', 'whole-machine']),
  connections: count,
  // Files from before they were stored kept all connections, and had no idle ones.
  exchangesPerConnection: z.int().positive().nullable().default(null),
  idleConnections: count.default(0),
  depth: z.int().positive(),
  payloadBytes: count,
  receiveBufferBytes: z.int().positive().nullable().default(null),
  workers: z.int().positive(),
  clients: z.int().positive(),
  serverCpus: list(count).nullable(),
  clientCpus: list(count).nullable(),
});
/** Files from before experiments compared anything else have the model only. */
const cell = storedCell.transform((stored) => ({ ...stored, arm: stored.arm ?? stored.model }));

const latency = z.object({
  histogram: text,
  count,
  effectiveCount: z.object({ p50: amount, p99: amount, p999: amount }),
});

const slice = z.object({
  windowNs: positive,
  messages: count,
  rampNs: amount,
  littleRatio: amount,
  server: z.object({
    cpuNs: amount,
    messages: count,
    elapsedNs: amount,
    systemCalls: count.nullable().default(null),
  }),
  client: z.object({ cpuNs: amount, elapsedNs: amount }),
  machine: z.object({ busyNs: amount, idleNs: amount, stealNs: amount }).nullable(),
});

const memory = z.object({ rssBytes: count, pssBytes: count.nullable(), ownBytes: count.nullable().default(null) });
const method = z.enum(['sliced', 'whole']);

const measurement = z.object({
  method,
  readyMs: amount,
  firstExchangeNs: amount.nullable().default(null),
  // An estimate: around a disturbed slice it can come out below 0.
  countersCpuNs: z.number().default(0),
  warmup: z.object({ messages: count, durationMs: amount }),
  slices: list(slice),
  serviceTime: latency,
  messagesPerConnection: z.object({ min: amount, median: amount, max: amount }),
  connectionsPerWorker: list(count),
  memory: z.object({ atRest: memory, underLoad: memory }),
  contextSwitches: z.object({ voluntary: count, involuntary: count }),
  gc: z.object({ count, pauseNs: amount }),
  eventLoopUtilization: list(amount),
  throttledNs: amount.nullable(),
});

const warning = z.enum([
  'disturbed-foreign-load',
  'disturbed-steal',
  'disturbed-throttled',
  'client-limited',
  'not-steady',
  'littles-law',
]);

const identity = {
  cell: text,
  round: count,
  attempt: count,
  startedAt: time,
  elapsedMs: amount.nullable().default(null),
};

const trial = z.discriminatedUnion(
  'outcome',
  [
    z.object({ ...identity, outcome: z.literal('completed'), measurement, warnings: list(warning) }),
    z.object({
      ...identity,
      outcome: z.literal('failed'),
      phase: z.enum(['start', 'verify', 'warm-up', 'measure', 'stop']),
      error: text,
      log: text,
    }),
    z.object({ ...identity, outcome: z.literal('skipped'), reason: text }),
  ],
  { error: 'expected completed, failed or skipped' },
);

const environment = z.object({
  processor: z.object({
    model: text,
    count: z.int().positive(),
    smt: z.boolean().nullable(),
    allowed: list(count).nullable().optional(),
  }),
  memoryBytes: count,
  os: z.object({ platform: text, release: text, kernel: text }),
  virtualization: text.nullable(),
  governor: text.nullable(),
  mitigations: z.record(text, text).nullable(),
  cgroup: z.object({
    version: z.literal([1, 2]).nullable(),
    cpuMax: text.nullable(),
    memoryMax: text.nullable(),
  }),
  congestionControl: text.nullable(),
  loopback: z.object({ mtu: count.nullable() }),
  descriptorLimit: z.object({ soft: count.nullable(), hard: count.nullable() }),
  loadAverage: z.tuple([amount, amount, amount]).readonly(),
  runtime: z.object({
    node: text,
    v8: text,
    libuv: text,
    sha256: text,
    pinned: z.boolean(),
    added: list(text).optional(),
  }),
  programs: z
    .object({
      passed: list(text),
      given: z.record(text, text),
      withheld: list(text),
      preloaded: list(text),
      niceness: z.int(),
      compileCache: z.enum(['kept', 'temporary']),
    })
    .optional(),
  commit: text.nullable(),
});

const metric = z.enum(metricNames);
/** Of every experiment in files from before an experiment chose its metrics. */
const firstMetrics = ['messagesPerSecond', 'cpuNsPerMessage'] as const;

const plan = z.object({
  profile: z.enum(['smoke', 'quick', 'standard', 'rigorous']),
  seed: count,
  experiments: list(
    z.object({
      name: text,
      title: text,
      question: text,
      primaryMetric: metric,
      metrics: list(metric).default(firstMetrics),
      summary: z.enum(['first', 'last']).default('last'),
      factor: z.enum(factorNames).default('model'),
      baseline: text,
    }),
  ),
  rounds: z.int().positive(),
  slice: z.object({ ms: positive, turns: z.int().positive() }),
  warmup: z.object({ messagesPerIsolate: count, cpuMsPerIsolate: amount }),
  margin: positive.lt(1),
  budgetMs: positive.nullable().default(null),
  groups: list(
    z.object({
      id: text,
      experiment: text,
      label: text,
      cells: list(cell),
      comparisons: list(z.object({ arm: text, baseline: text, control: text })),
      method,
      turns: z.int().positive().nullable().default(null),
    }),
  ),
  estimatedMs: amount,
});

const header = z.object({
  format: z.literal(resultFormat),
  version: z.int().positive(),
  startedAt: time,
  finishedAt: time.nullable(),
  elapsedMs: amount.nullable().default(null),
  commandLine: list(text),
  environment,
  calibration: z.object({ payloadBytes: count, nsPerIteration: positive, echoCpuNsPerMessage: positive }),
  plan,
});

const resultFile = header.extend({ trials: list(trial) });

/** Fails to compile when the schema and the interface in result.ts do not say the same. */
type Equal<A, B> = [A, B] extends [B, A] ? true : never;
true satisfies Equal<z.infer<typeof resultFile>, ResultFile>;

/** A whole result, as `JSON.parse` left it. */
export function parseResult(value: unknown): Parsed<ResultFile> {
  const parsed = parseVersioned(resultFile, value);
  return parsed.ok ? withoutContradiction(parsed.value, parsed.value) : parsed;
}

/** The first line of a journal. */
export function parseHeader(value: unknown): Parsed<ResultHeader> {
  const parsed = parseVersioned(header, value);
  return parsed.ok ? withoutContradiction(parsed.value, { ...parsed.value, trials: [] }) : parsed;
}

/** Any other line of a journal; whether it fits the plan is for `contradiction` to say. */
export function parseTrial(value: unknown): Parsed<Trial> {
  return parse(trial, value);
}

const preamble = z.object({ format: z.literal(resultFormat), version: z.unknown() });

/** Format and version come first: the problems of another program's file, or a newer one's, are not worth listing. */
function parseVersioned<Value>(schema: z.ZodType<Value>, value: unknown): Parsed<Value> {
  const { success, data } = preamble.safeParse(value);
  if (!success) {
    return { ok: false, problem: `is no echobench result (those begin with "format": "${resultFormat}")` };
  }
  if (typeof data.version === 'number' && data.version > resultVersion) {
    const problem = `was written by a newer echobench (version ${data.version}; this one reads ${resultVersion}): update`;
    return { ok: false, problem };
  }
  return parse(schema, value);
}

function parse<Value>(schema: z.ZodType<Value>, value: unknown): Parsed<Value> {
  const { success, data, error } = schema.safeParse(value, { reportInput: true });
  return success ? { ok: true, value: data } : { ok: false, problem: sentence(error.issues) };
}

function withoutContradiction<Value>(value: Value, result: ResultFile): Parsed<Value> {
  const problem = contradiction(result);
  return problem === null ? { ok: true, value } : { ok: false, problem: `is no valid result: ${problem}` };
}

/** 'is no valid result: plan.rounds: expected number to be >0, found -4 (and 3 more)'. */
function sentence(issues: readonly z.core.$ZodIssue[]): string {
  const [first, ...others] = issues;
  if (first === undefined) return 'is no valid result';
  const place = first.path.length === 0 ? '' : `${z.core.toDotPath(first.path)}: `;
  const expected = first.message.slice(Math.max(0, first.message.indexOf('expected'))).replace(/, received .*$/s, '');
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  // The input of a union is the whole object, not the property that tells its members apart.
  const found = first.code === 'invalid_union' ? '' : `, found ${shown(first.input)}`;
  return `is no valid result: ${place}${expected}${found}${more}`;
}

function shown(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (typeof input === 'number') return String(input);
  const json = JSON.stringify(input);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
