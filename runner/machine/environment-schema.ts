/** What was measured on, as far as it can be read without privileges; null where the machine does not tell. */
import { z } from 'zod';

const text = z.string();
const count = z.int().nonnegative();
const amount = z.number().nonnegative();

export const environmentSchema = z
  .object({
    processor: z
      .object({
        model: text,
        /**
         * What the model's name may leave open, in the words of /proc/cpuinfo: `AuthenticAMD, family 25, model 1, stepping 1`.
         * Absent of results from before it was read.
         */
        identity: text.nullable().optional(),
        /** All of the machine: what Linux numbers, so each thread of a core. */
        count: z.int().positive(),
        /** Cores that those are threads of. Absent of results from before it was read. */
        cores: z.int().positive().nullable().optional(),
        smt: z.boolean().nullable(),
        /** Those that the runner and its programs may use, as under taskset(1). */
        allowed: z.array(count).readonly().nullable().optional(),
      })
      .readonly(),
    memoryBytes: count,
    /** `x64`, `arm64`. Absent of results from before it was read. */
    architecture: text.optional(),
    os: z
      .object({
        platform: text,
        release: text,
        kernel: text,
        /** Which build of that kernel: `#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1`. Absent of results from before it was read. */
        build: text.optional(),
      })
      .readonly(),
    /** What the kernel takes the time from: `tsc`, `kvm-clock`. Absent of results from before it was read. */
    clockSource: text.nullable().optional(),
    virtualization: text.nullable(),
    governor: text.nullable(),
    mitigations: z.record(text, text).readonly().nullable(),
    cgroup: z
      .object({ version: z.literal([1, 2]).nullable(), cpuMax: text.nullable(), memoryMax: text.nullable() })
      .readonly(),
    congestionControl: text.nullable(),
    loopback: z.object({ mtu: count.nullable() }).readonly(),
    descriptorLimit: z.object({ soft: count.nullable(), hard: count.nullable() }).readonly(),
    loadAverage: z.tuple([amount, amount, amount]).readonly(),
    runtime: z
      .object({
        node: text,
        v8: text,
        libuv: text,
        /** SHA-256 of the binary that ran servers and clients. */
        sha256: text,
        /** False when the user chose a runtime with `--node`, or started the runner with another one. */
        pinned: z.boolean(),
        /** Flags, and variables that may change figures, that a script which `--node` names adds. Absent: none. */
        added: z.array(text).readonly().optional(),
      })
      .readonly(),
    /**
     * What servers and clients inherit. Absent of results from before the suite made their environment: they had the
     * runner's, whatever was in it.
     */
    programs: z
      .object({
        /** Names of the runner's variables that are passed on; their values are folders. */
        passed: z.array(text).readonly(),
        /** Variables that the suite sets, besides the folder of compiled code. */
        given: z.record(text, text).readonly(),
        /** Names of the runner's variables that could have changed figures and were not passed on. */
        withheld: z.array(text).readonly(),
        /** Libraries that the system puts into every program: /etc/ld.so.preload. */
        preloaded: z.array(text).readonly(),
        /** 0 as a rule; above it, others go first. */
        niceness: z.int(),
        /** Where their compiled code was: in the checkout, or, where that cannot be used, in a folder for this run. */
        compileCache: z.enum(['kept', 'temporary']),
      })
      .readonly()
      .optional(),
    /** Commit of echobench, `-dirty` appended when its work tree had changes; null outside a checkout. */
    commit: text.nullable(),
  })
  .readonly();

export type Environment = z.infer<typeof environmentSchema>;
