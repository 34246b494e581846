/** The contract of one who decodes and encodes in the benchmark. */
import type { Buffer } from 'node:buffer';

/** Messages that came out, and their payload bytes together. Both are checked after every pass. */
export interface Tally {
  messages: number;
  bytes: number;
}

export interface Contestant {
  readonly name: string;
  /** `kept`: ours, used so that messages may be kept. `floor`: does less than the job, to show what the rest costs. */
  readonly role: 'ours' | 'kept' | 'peer' | 'floor';
  /** What it does more or less than ours, or how it is used. */
  readonly note: string;
  /** Of each encoded message, beyond the format's shortest form. */
  readonly extraBytes?: number;
  /** Decodes the chunks of one connection. */
  readonly decode?: (chunks: readonly Buffer[], tally: Tally) => void | Promise<void>;
  /** Encodes the payload so many times, and returns how many bytes came out. */
  readonly encode?: (payload: Buffer, messages: number) => number | Promise<number>;
}

/** What has been encoded is given away at this length, as a server does when it has dealt with a chunk. */
export const batchBytes = 65_536;
