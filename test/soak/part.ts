/** A part of the soak: one large figure, asked of one server model, ring, network path or foreign client at a time. */
import { readdirSync } from 'node:fs';
import type { Endpoint } from '../../protocol/endpoint.ts';
import type { Supported } from '../../protocol/framing/framing.ts';
import type { ModelName } from '../../servers/models/index.ts';
import { usageOf } from '../conformance/subject.ts';
import { startServer, type ProgramUnderTest } from '../programs/program-under-test.ts';

interface PartBase {
  readonly name: string;
  /** One sentence: what has to hold. */
  readonly title: string;
  /** How much of it, unless `--size` says otherwise, and of what. */
  readonly size: number;
  readonly unit: string;
  /** One that takes longer has failed. */
  readonly limitMs: number;
}

/** Of the equivalence contract. */
export interface Part extends PartBase {
  readonly of: 'models';
  applies(model: ModelName): Supported;
  run(subject: Subject, size: number): Promise<Outcome>;
}

/** Of a ring, by the name of its channel. */
export interface ChannelPart extends PartBase {
  readonly of: 'rings';
  run(channel: string, size: number): Promise<Outcome>;
}

/** Of a network path, by its name with what follows it. */
export interface PathPart extends PartBase {
  readonly of: 'paths';
  applies(path: string): Promise<Supported>;
  run(path: string, size: number): Promise<Outcome>;
}

/** Of another load client than ours, by its name. */
export interface ClientPart extends PartBase {
  readonly of: 'clients';
  applies(client: string): Supported;
  run(client: string, size: number): Promise<Outcome>;
}

export type AnyPart = Part | ChannelPart | PathPart | ClientPart;

export interface Outcome {
  /** What did not hold, a sentence each. */
  readonly failures: readonly string[];
  /** What to show, by column. */
  readonly figures: Readonly<Record<string, string | number>>;
}

/** One part with one model, ring, path or client. */
export interface Trial extends Outcome {
  readonly part: string;
  readonly subject: string;
  readonly size: number;
  /** Why it does not apply. */
  readonly skipped?: string;
  readonly elapsedMs: number;
}

/** The model under test; its servers end with it. */
export class Subject implements AsyncDisposable {
  readonly model: ModelName;
  readonly #servers: ProgramUnderTest[] = [];

  constructor(model: ModelName) {
    this.model = model;
  }

  async start(args: readonly string[] = []): Promise<RunningSubject> {
    const { server, endpoint, pid } = await startServer(this.model, args);
    this.#servers.push(server);
    // The soak is over TCP: it is what all models serve.
    return { server, endpoint: endpoint as TcpEndpoint, pid };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map((server) => server[Symbol.asyncDispose]()));
  }
}

export type TcpEndpoint = Extract<Endpoint, { kind: 'tcp' }>;

export interface RunningSubject {
  readonly server: ProgramUnderTest;
  readonly endpoint: TcpEndpoint;
  readonly pid: number;
}

/** What a server holds: descriptors and threads of its main process, and all its processes. */
export interface Holdings {
  readonly descriptors: number;
  readonly threads: number;
  readonly processes: number;
}

export async function holdings({ server, pid }: RunningSubject): Promise<Holdings> {
  const { pids } = await usageOf(server);
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    processes: pids.length,
  };
}

/** Asks until the server holds no more than before, or for ten seconds: then says what it holds more. */
export async function leaks(subject: RunningSubject, before: Holdings, spareDescriptors = 2): Promise<string[]> {
  const deadlineMs = performance.now() + 10_000;
  for (;;) {
    const after = await holdings(subject);
    const more = [
      ...(after.descriptors > before.descriptors + spareDescriptors ? ['descriptors'] : []),
      ...(after.threads > before.threads ? ['threads'] : []),
      ...(after.processes > before.processes ? ['processes'] : []),
    ] as const;
    if (more.length === 0) return [];
    if (performance.now() > deadlineMs) {
      return more.map((kind) => `${after[kind as keyof Holdings]} ${kind}, ${before[kind as keyof Holdings]} before`);
    }
    await pause(50);
  }
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

export const always = (): Supported => ({ ok: true });
