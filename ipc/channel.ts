/**
 * The contract of a channel between two threads or two processes: how the ends meet, and what each of them can do. What
 * is sent, checked and counted is the same for all channels, and lives beside this file.
 *
 *     near end (this program)                                far end (a thread or a child process)
 *     meet() ──── start, with the place ──────────────────▶  join()
 *     near()  ◀══════════════ the channel ════════════════▶  its end
 *
 * The near end sends and measures; the far end echoes (ping-pong) or consumes and acknowledges (stream).
 */
import type { ChildProcess } from 'node:child_process';
import type { Transferable } from 'node:worker_threads';
import type { Supported } from '../protocol/framing/framing.ts';

export const modes = ['pingpong', 'stream'] as const;
export type Mode = (typeof modes)[number];

export const contentNames = ['bytes', 'record', 'numbers', 'text'] as const;
export type ContentName = (typeof contentNames)[number];

/** How an object becomes a message: as the channel takes values by itself, as JSON text, or as `v8.serialize` has it. */
export const encodings = ['native', 'json', 'v8'] as const;
export type Encoding = (typeof encodings)[number];

/** How much of a payload is compared: all bytes of every message, length and stamp of each and all bytes of some, nothing. */
export const checks = ['full', 'sample', 'none'] as const;
export type Check = (typeof checks)[number];

/** Processors of the two ends. */
export type CpuPair = readonly [near: number, far: number];

/** What both ends are told, as plain data. */
export interface ChannelSpec {
  readonly mode: Mode;
  readonly content: ContentName;
  readonly encoding: Encoding;
  /** Length of a payload of the content `bytes`; 0 of another content. */
  readonly bytes: number;
  readonly check: Check;
  readonly seed: number;
}

/** A message as an end hands it on: bytes, or a value where the channel carries values. */
export type Message = object | string | number | boolean | null;

/** An end whose calls wait: its thread does nothing else while it is used. */
export interface BlockingEnd {
  readonly kind: 'blocking';
  /** Takes the bytes from `start` to `end`; they may change after the call. @throws PeerGoneError */
  send(bytes: Uint8Array, start: number, end: number): void;
  /** Hands over what was taken since the last time. @throws PeerGoneError */
  flush(): void;
  /** Waits for the next message, which is in `bytes` from `start` to `end` until `release`. @throws PeerGoneError */
  receive(): void;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Has the message in memory of this end's own, where it was not yet: a ring lends it. */
  take(): void;
  release(): void;
  close(): void;
}

/** What an end on an event loop calls. */
export interface Listener {
  /** For each message. Bytes are valid until it returns. */
  readonly onMessage: (message: Message) => void;
  /** When no message can come any more; perhaps several times. */
  readonly onEnd: (error: ChannelError) => void;
}

/** An end on an event loop. */
export interface EventEnd {
  readonly kind: 'event';
  /** A message that was sent is no longer the sender's, and one that was received is the receiver's. */
  readonly givesAway: boolean;
  /** Messages may overtake one another; each has an answer of its own. */
  readonly isUnordered: boolean;
  send(message: Message): void;
  /** Hands over what was sent since the last time. */
  flush(): void;
  /** To be called once, before the other end may send: nothing is received before. */
  listen(listener: Listener): void;
  close(): void;
}

export type End = BlockingEnd | EventEnd;

/** The far end as the near one knows it. */
export interface Far {
  /** Its process; this one where it is a thread. */
  readonly pid: number;
  /** Of the kernel; null off Linux, and where it is a process. */
  readonly threadId: number | null;
  /** Null where it is a thread. */
  readonly child: ChildProcess | null;
  /** Resolves when it has joined; rejects when it cannot, or ends before. */
  readonly joined: Promise<void>;
  /** Rejects with what it failed of, or how it ended, unless it was told to end. */
  readonly failed: Promise<never>;
  /** Asks the kernel: it can be called by a thread that never comes back to its event loop. */
  isAlive(): boolean;
  /** Has it leave its event loop for a slice, where it blocks. */
  serve(): void;
  /** Ends it, and waits until it is gone. */
  end(): Promise<void>;
}

/** Where the two ends meet: made by the near end before the far one starts, taken down by it at the end. */
export interface Meeting {
  /** What the far end has to know. Plain data, or what can be posted to a thread. */
  readonly place: unknown;
  readonly transfer?: readonly Transferable[];
  /** Of a far process: what its descriptors from `firstDescriptor` on are. */
  readonly descriptors?: readonly (number | 'ipc')[];
  /** Of a far process: standard input and output. */
  readonly standard?: 'pipe' | 'ignore';
  /** Of a far process: how its messages are serialized. */
  readonly serialization?: 'json' | 'advanced';
  /** Starts the far end, where that is not a thread or process of ours. */
  start?(cpus: CpuPair | null): Promise<Far>;
  near(far: Far): Promise<End>;
  /** Takes down what was made to meet; the ends are closed by themselves. */
  close(): Promise<void>;
}

/** First descriptor of a far process that belongs to its channel: 0 to 2 are standard, 3 is what it is steered by. */
export const firstDescriptor = 4;

/** What is there besides the end itself when the far end joins. */
export interface Joining {
  /** Whether the near end is still there: asks the kernel. */
  readonly isPeerAlive: () => boolean;
}

export interface Channel {
  readonly name: string;
  /** One sentence for `list`: what it is, and how an end waits. */
  readonly description: string;
  readonly between: 'threads' | 'processes';
  /** What carries the messages: a chart's colour tells it. */
  readonly family: 'sockets' | 'pipes' | 'messages' | 'shared-memory';
  /** What it takes: bytes, or values that it clones or serializes by itself. */
  readonly carries: 'bytes' | 'values';
  /** Whether it is used for objects too, which the ends encode where it does not take values. */
  readonly takesObjects: boolean;
  /** An end that waits uses up its processor, for as long as it waits or for a while first. */
  readonly spins: boolean;
  /** The longest payload. */
  readonly largestBytes: number;
  supports(): Supported;
  /** @throws ChannelError */
  meet(spec: ChannelSpec): Promise<Meeting>;
  /** The far end. */
  join(place: never, spec: ChannelSpec, joining: Joining): Promise<End>;
}

/** What `--bytes` may be at most, unless a channel carries less. */
export const mostBytes = 1 << 20;

/** The channel broke, or what came out of it is not what went in: one sentence. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
}

/** The other end is gone; nothing that is waited for will come. */
export class PeerGoneError extends ChannelError {
  constructor(what = 'the other end is gone') {
    super(what);
  }
}
