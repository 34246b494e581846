/** The cells of one framing, and the passes that contestants make in them. Every pass checks what came out. */
import { framings, type FramingName } from '../protocol/framing/index.ts';
import type { Framing } from '../protocol/framing/framing.ts';
import type { Contestant, Tally } from './contestant.bench.ts';
import { contestantsFor } from './contestants.bench.ts';
import {
  contentsFor,
  createStreams,
  limitsFor,
  messagesFor,
  payloadFor,
  wireOf,
  type Chunking,
  type Contents,
} from './workload.bench.ts';

export interface CellSpec {
  readonly framing: FramingName;
  readonly payloadSizes: readonly number[];
  readonly chunkings: readonly Chunking[];
  /** Which of the groups of contestants that do not share a process. */
  readonly group: number;
  /** Ours alone, without peers. */
  readonly isAlone?: boolean;
}

export interface Cell {
  readonly framing: FramingName;
  readonly contents: Contents;
  readonly payloadBytes: number;
  /** `encode` is not cut. */
  readonly work: Chunking | 'encode';
}

/** One contestant in one cell, ready to make passes. */
export interface Task {
  readonly cell: Cell;
  readonly contestant: Contestant;
  /** Expected of every pass. */
  readonly messages: number;
  readonly pass: () => void | Promise<void>;
}

/** How many processes the contestants of a framing need. */
export function groupsOf(framing: FramingName): number {
  return contestantsFor(framings[framing], 64).length;
}

/** For each cell the tasks of its contestants. */
export function createTasks(spec: CellSpec): readonly (readonly Task[])[] {
  return createCells(spec).map((cell) => {
    const framing: Framing = framings[cell.framing];
    const group = contestantsFor(framing, cell.payloadBytes)[spec.group] ?? [];
    return group.slice(0, spec.isAlone === true ? 1 : group.length).flatMap((contestant) => {
      const create = cell.work === 'encode' ? encodeTask : decodeTask;
      return create(framing, cell, contestant) ?? [];
    });
  });
}

function createCells({ framing, payloadSizes, chunkings }: CellSpec): readonly Cell[] {
  const works = ['encode', ...chunkings] as const;
  return contentsFor(framings[framing]).flatMap((contents) =>
    payloadSizes
      .filter((bytes) => framings[framing].carries(bytes, limitsFor(bytes)).ok)
      .flatMap((payloadBytes) => works.map((work) => ({ framing, contents, payloadBytes, work }))),
  );
}

function encodeTask(framing: Framing, cell: Cell, contestant: Contestant): Task | null {
  const { encode, extraBytes = 0 } = contestant;
  if (encode === undefined) return null;
  const payload = payloadFor(cell.payloadBytes, cell.contents);
  const messages = messagesFor(cell.payloadBytes);
  const expected = messages * (wireOf(framing, cell.payloadBytes, cell.contents).length + extraBytes);
  const check = (bytes: number): void => {
    if (bytes !== expected) throw new Error(`${contestant.name} encoded ${bytes} bytes instead of ${expected}`);
  };
  const pass = (): void | Promise<void> => {
    const bytes = encode(payload, messages);
    return typeof bytes === 'number' ? check(bytes) : bytes.then(check);
  };
  return { cell, contestant, messages, pass };
}

function decodeTask(framing: Framing, cell: Cell, contestant: Contestant): Task | null {
  const { decode } = contestant;
  if (decode === undefined || cell.work === 'encode') return null;
  const streams = createStreams(framing, cell.payloadBytes, cell.contents, cell.work);
  const chunks = streams.reduce((sum, stream) => sum + stream.length, 0);
  const messages = framing.boundary === 'none' ? chunks : messagesFor(cell.payloadBytes);
  const payloadBytes = messagesFor(cell.payloadBytes) * cell.payloadBytes;
  const check = (tally: Tally): void => {
    if (tally.messages === messages && tally.bytes === payloadBytes) return;
    const found = `${tally.messages} messages of ${tally.bytes} bytes`;
    throw new Error(`${contestant.name} found ${found} instead of ${messages} of ${payloadBytes}`);
  };
  const pass = (): void | Promise<void> => {
    const tally: Tally = { messages: 0, bytes: 0 };
    let pending: Promise<void> | undefined;
    for (const stream of streams) {
      const decoding = decode(stream, tally);
      if (decoding !== undefined) pending = pending?.then(() => decoding) ?? decoding;
    }
    return pending === undefined ? check(tally) : pending.then(() => check(tally));
  };
  return { cell, contestant, messages, pass };
}
