/**
 * A load made by several processes: the connections are spread over them, all connect, then all start at one instant
 * of the monotonic clock, which is the same in every process of a machine. This process only steers and adds up.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { addLatencyReports, type LatencyReport } from '../latency/report.ts';
import { addClassReports } from './class-records.ts';
import { LoadError, monotonicNs, type Connected, type Load, type LoadReport, type LoadSlice } from './load.ts';
import { lastWords } from '../protocol/last-words.ts';
import { addOpenSlices } from './load-models/open-slice.ts';
import { leadMs } from './load-models/open-window.ts';
import { memberOutput, type MemberLine } from './member-line.ts';
import { formatShape } from './shape.ts';
import { formatLoadSpec, type LoadSpec } from './spec.ts';

/** From the order to start to the instant of starting: enough for every process to have read it. */
const startDelayNs = 10e6;
/**
 * From there to the opening of the window that all processes share: ramp, and patience with one that comes late, which on a
 * machine that does other things is tens of milliseconds. A server that starts a thread or a process for a connection is
 * not filled by then, which a window of seconds makes small.
 */
function agreedRampNs(windowMs: number): number {
  return 1e6 * Math.min(250, Math.max(50, windowMs / 10));
}
/** Before an open window more patience costs nothing: the server has nothing to do yet. */
const openPatienceNs = 250e6;

export class SpreadLoad implements Load {
  readonly #spec: LoadSpec;
  readonly #members: readonly Member[];

  constructor(spec: LoadSpec, processes: number) {
    this.#spec = spec;
    this.#members = Array.from({ length: processes }, (_, index) => {
      const [from, connections] = shareOf(spec.connections, index, processes);
      const [, idleConnections] = shareOf(spec.idleConnections, index, processes);
      const warmup = { ...spec.warmup, messages: Math.ceil(spec.warmup.messages / processes) };
      const part = { first: from, of: spec.connections };
      // A seed has 32 bits.
      return new Member({ ...spec, warmup, connections, idleConnections, part, seed: (spec.seed + from) >>> 0 });
    });
  }

  async connect(): Promise<Connected> {
    const connected = await Promise.all(this.#members.map((member) => member.answer('connected')));
    return { firstExchangeNs: (connected[0] as Connected).firstExchangeNs };
  }

  async warmUp() {
    const warm = await this.#all('warm', `warm-up ${monotonicNs() + startDelayNs}`);
    return { messages: sum(warm, (one) => one.messages), durationMs: Math.max(...warm.map((one) => one.durationMs)) };
  }

  async forget(): Promise<void> {
    await this.#all('forgotten', 'forget');
  }

  async slice(windowMs: number, _startAtNs: number, shape = this.#spec.shape): Promise<LoadSlice> {
    const startAtNs = monotonicNs() + startDelayNs;
    const leadNs =
      shape.kind === 'open' ? openPatienceNs + leadMs(windowMs, shape.ratePerSecond) * 1e6 : agreedRampNs(windowMs);
    const opensAtNs = startAtNs + Math.ceil(leadNs);
    const order = `slice ${windowMs} ${startAtNs} ${opensAtNs} ${formatShape(shape)}`;
    const slices = await this.#all('slice', order);
    const open = slices.flatMap((one) => one.open ?? []);
    return {
      // One window for all: rates over windows that lie apart must not be added.
      windowNs: windowMs * 1e6,
      messages: sum(slices, (one) => one.messages),
      connections: sum(slices, (one) => one.connections),
      connectionsOpened: sum(slices, (one) => one.connectionsOpened),
      rampNs: Math.max(...slices.map((one) => one.rampNs)),
      inFlightNs: sum(slices, (one) => one.inFlightNs),
      cpuNs: sum(slices, (one) => one.cpuNs),
      elapsedNs: Math.max(...slices.map((one) => one.elapsedNs)),
      ...(open.length > 0 && { open: addOpenSlices(open) }),
    };
  }

  async report(): Promise<LoadReport> {
    const reports = await this.#all('report', 'report');
    const all = (of: (report: LoadReport) => LatencyReport | undefined) =>
      addLatencyReports(reports.flatMap((report) => of(report) ?? []));
    return {
      serviceTime: await all(({ serviceTime }) => serviceTime),
      responseTime: await all(({ responseTime }) => responseTime),
      sendLag: await all(({ sendLag }) => sendLag),
      perClass: await addClassReports(reports.map(({ perClass }) => perClass)),
      messagesPerConnection: reports.flatMap((one) => one.messagesPerConnection),
      p99PerConnection: reports.flatMap((one) => one.p99PerConnection),
    };
  }

  close(): void {
    for (const member of this.#members) member.close();
  }

  #all<Event extends MemberLine['event']>(event: Event, order: string) {
    return Promise.all(
      this.#members.map((member) => {
        member.say(order);
        return member.answer(event);
      }),
    );
  }
}

/** The end of what a process wrote to stderr: why it crashed is found in it. */
const keptLogChars = 16_384;

/**
 * One of the processes: obeys lines on its stdin, answers with lines on a pipe of their own, ends when its stdin does.
 * Its stdout is none of ours: something that was loaded into it may print there, and that goes to our stderr.
 */
class Member {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #waiting: PromiseWithResolvers<MemberLine> | undefined;
  readonly #early: MemberLine[] = [];
  #ended: LoadError | undefined;
  #log = '';

  constructor(spec: LoadSpec) {
    const entry = fileURLToPath(new URL('member.ts', import.meta.url));
    this.#child = spawn(process.execPath, [entry, ...formatLoadSpec(spec)], {
      stdio: ['pipe', process.stderr.fd, 'pipe', 'pipe'],
    });
    this.#lines = createInterface({ input: this.#child.stdio[memberOutput] as NodeJS.ReadableStream });
    this.#lines.on('line', (line) => this.#hear(line));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-keptLogChars);
      process.stderr.write(text);
    });
    this.#child.on('error', (error) => this.#end(new LoadError('connect', error.message)));
    // After its last line, and all that it wrote about its end.
    this.#child.on('close', (code, signal) => {
      const words = lastWords(this.#log);
      const how = `${signal ?? `exit code ${code}`})${words === '' ? '' : `: ${words}`}`;
      this.#end(new LoadError('measure', `a client process ended by itself (${how}`));
    });
    // A member that is gone is reported by its exit.
    this.#child.stdin?.on('error', () => {});
  }

  say(order: string): void {
    this.#child.stdin?.write(`${order}\n`);
  }

  async answer<Event extends MemberLine['event']>(event: Event): Promise<Extract<MemberLine, { event: Event }>> {
    const line = this.#early.shift() ?? (await this.#next());
    if (line.event === 'failure') throw new LoadError(line.phase, line.message);
    if (line.event !== event) throw new LoadError('measure', `a client process said '${line.event}', not '${event}'`);
    return line as Extract<MemberLine, { event: Event }>;
  }

  close(): void {
    this.#child.stdin?.end();
  }

  #next(): Promise<MemberLine> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  /** Of one that is killed while it writes, half a line is left. */
  #hear(text: string): void {
    let line: MemberLine;
    try {
      line = JSON.parse(text) as MemberLine;
    } catch {
      this.#end(new LoadError('measure', `a client process broke off in the middle of a line: ${text.slice(0, 80)}`));
      return;
    }
    this.#take(line);
  }

  #take(line: MemberLine): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#early.push(line);
    else waiting.resolve(line);
  }

  #end(error: LoadError): void {
    this.#ended ??= error;
    this.#waiting?.reject(this.#ended);
  }
}

/** Where the share of one of several processes begins, and how many it has. */
function shareOf(total: number, index: number, processes: number): readonly [from: number, count: number] {
  const from = Math.floor((total * index) / processes);
  return [from, Math.floor((total * (index + 1)) / processes) - from];
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
