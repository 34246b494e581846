/** A channel with both of its ends: opened, driven by the near end, and closed with nothing left behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LatencyRecorder } from '../latency/recorder.ts';
import {
  ChannelError,
  type Channel,
  type ChannelSpec,
  type CpuPair,
  type End,
  type Far,
  type Meeting,
} from './channel.ts';
import { BytesContent, createContent } from './content.ts';
import { startProcess, startThread } from './far.ts';
import { openFailure } from './failures.ts';
import { BlockingNear } from './near-blocking.ts';
import { EventNear } from './near-events.ts';
import type { Near } from './near.ts';
import type { SliceLine } from './report.ts';
import { growth, usageReader, type Usage, type UsageReader } from './usage.ts';

export class OpenChannel {
  readonly #meeting: Meeting;
  readonly #end: End;
  readonly #near: Near;
  readonly #readUsage: UsageReader;
  readonly #far: Far;
  /** Round trips so far. */
  readonly recorder: LatencyRecorder;

  private constructor(parts: {
    readonly meeting: Meeting;
    readonly end: End;
    readonly near: Near;
    readonly far: Far;
    readonly recorder: LatencyRecorder;
    readonly readUsage: UsageReader;
  }) {
    this.#meeting = parts.meeting;
    this.#end = parts.end;
    this.#near = parts.near;
    this.#far = parts.far;
    this.#readUsage = parts.readUsage;
    this.recorder = parts.recorder;
  }

  /** Both ends are there. @throws ChannelError, with nothing left behind */
  static async open(channel: Channel, spec: ChannelSpec, cpus: CpuPair | null): Promise<OpenChannel> {
    let meeting: Meeting | undefined;
    let far: Far | undefined;
    try {
      meeting = await channel.meet(spec);
      far = await startFar(channel, spec, meeting, cpus);
      const end = await Promise.race([meeting.near(far), far.failed]);
      await far.joined;
      const recorder = new LatencyRecorder();
      const near = nearOf({ channel, spec, end, far, recorder });
      return new OpenChannel({ meeting, end, near, far, recorder, readUsage: await usageReader(far) });
    } catch (error) {
      await far?.end();
      await meeting?.close();
      throw openFailure(channel.name, error);
    }
  }

  /** Whether slices are calls that wait, during which this thread does nothing else. */
  get blocks(): boolean {
    return this.#end.kind === 'blocking';
  }

  get farPid(): number {
    return this.#far.pid;
  }

  /** Every byte of some messages is compared, at both ends. @throws ChannelError */
  async verify(): Promise<void> {
    await this.#orFailed(this.#near.verify());
  }

  /** @throws ChannelError */
  async slice(ms: number): Promise<Omit<SliceLine, 'event'>> {
    let opened: Usage | undefined;
    let closed: Usage | undefined;
    const edges = {
      opened: () => void (opened = this.#readUsage()),
      closed: () => void (closed = this.#readUsage()),
    };
    const before = this.#readUsage();
    const { windowNs, messages } = await this.#orFailed(this.#near.run(ms, edges));
    if (opened === undefined || closed === undefined) throw new Error('a slice ended that never began');
    const whole = between(before, this.#readUsage());
    const cpuNs = whole.far === null ? null : whole.near.cpuNs + whole.far.cpuNs;
    return { windowNs, messages, ...between(opened, closed), cpuNs };
  }

  async close(): Promise<void> {
    this.#end.close();
    await this.#far.end();
    await this.#meeting.close();
  }

  /** What the far end says is closer to the cause than what its silence looks like here. */
  async #orFailed<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await Promise.race([work, this.#far.failed]);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      throw (await wordOf(this.#far)) ?? error;
    }
  }
}

/** An end that dies is heard of somewhat later than its channel breaks. */
const noticeMs = 300;

async function wordOf(far: Far): Promise<Error | undefined> {
  return await Promise.race([
    far.failed.catch((error: unknown) => error as Error),
    sleep(noticeMs, undefined, { ref: false }),
  ]);
}

async function startFar(channel: Channel, spec: ChannelSpec, meeting: Meeting, cpus: CpuPair | null): Promise<Far> {
  if (meeting.start !== undefined) return await meeting.start(cpus);
  const order = { channel: channel.name, spec, place: meeting.place };
  return channel.between === 'threads'
    ? await startThread(order, meeting, cpus)
    : await startProcess(order, meeting, cpus);
}

function nearOf(parts: {
  readonly channel: Channel;
  readonly spec: ChannelSpec;
  readonly end: End;
  readonly far: Far;
  readonly recorder: LatencyRecorder;
}): Near {
  const { channel, spec, end, far, recorder } = parts;
  return end.kind === 'blocking'
    ? new BlockingNear({ spec, end, content: new BytesContent(spec), recorder, callFar: () => far.serve() })
    : new EventNear({ spec, end, content: createContent(spec, channel), recorder });
}

function between(before: Usage, after: Usage): Pick<SliceLine, 'near' | 'far'> {
  return {
    near: growth(before.near, after.near),
    far: before.far === null || after.far === null ? null : growth(before.far, after.far),
  };
}
