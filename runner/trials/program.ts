/**
 * A program of ours while it runs: started, spoken to in lines, ended. The only place that spawns. Whatever is
 * started here is gone when it is disposed of; should the runner itself be killed, its programs see the end of their
 * input and stop by themselves.
 */
import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { execa } from 'execa';
import { allowedCpus } from '../../native/affinity.ts';
import { lastWords } from '../../protocol/last-words.ts';
import type { Variables } from '../../protocol/program-variables.ts';
import type { Launch, Place, PlacedProgram } from './place.ts';

export interface ProgramOptions extends PlacedProgram {
  /** For messages: `server event-loop`. */
  readonly title: string;
  readonly place: Place;
}

/** A line of JSON from a program. */
export type Line = { readonly event: string } & Readonly<Record<string, unknown>>;

/** It ended, or said something else, where an answer was due. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

const killAfterMs = 8000;
/** Longer than any program of ours is silent when it works: a client gives a server 10 s for a reply. */
const answerDeadlineMs = 30_000;
const execute = promisify(execFile);
/** Of what a program says that is run to its end: a list of all files of a checkout, say. */
const mostCaptured = 16 << 20;
/** The end of what it wrote to stderr: so much is kept for reports of failed trials. */
const keptLogChars = 4000;
/** And so much to find in it why it ended: the message of an error stands above its stack. */
const searchedLogChars = 65_536;

export class Program implements AsyncDisposable {
  readonly title: string;
  readonly #child: ReturnType<typeof spawn>;
  readonly #lines: Line[] = [];
  #waiting: PromiseWithResolvers<Line> | undefined;
  #ended: string | undefined;
  #log = '';

  private constructor(options: ProgramOptions, child: ReturnType<typeof spawn>) {
    this.title = options.title;
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#take(line));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-searchedLogChars);
    });
    // It may be gone already; its end is dealt with below.
    child.stdin.on('error', () => {});
    void child.then((result) => this.#end(describeEnd(result)));
  }

  static async start(options: ProgramOptions): Promise<Program> {
    const launch = options.place(options);
    // Loaded when something is started: lists and help name places to start programs in, and take half as long without it.
    const { execa: start } = await import('execa');
    // Wrapped, since the child itself is thenable: an async function would wait for its end.
    const { child } = await withCpus(launch.cpus, () => ({ child: spawn(start, launch) }));
    return new Program(options, child);
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get log(): string {
    return this.#log.slice(-keptLogChars);
  }

  /** Sends a control line and waits for its answer. */
  async ask(line: string, event: string, deadlineMs = answerDeadlineMs): Promise<Line> {
    this.say(line);
    return await this.answer(event, deadlineMs);
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** The next line. @throws ProgramError when it is another one, tells of a failure, comes too late, or never. */
  async answer(event: string, deadlineMs = answerDeadlineMs): Promise<Line> {
    return await this.answerOf([event], deadlineMs);
  }

  /** The next line, which is of one of these events. @throws ProgramError as `answer` does */
  async answerOf(events: readonly string[], deadlineMs = answerDeadlineMs): Promise<Line> {
    const wanted = events.map((event) => `'${event}'`).join(' or ');
    const deadline = setTimeout(() => {
      this.#waiting?.reject(new ProgramError(`${this.title}: no ${wanted} within ${deadlineMs / 1000} s`));
    }, deadlineMs);
    const line = await this.#nextLine().finally(() => clearTimeout(deadline));
    if (events.includes(line.event)) return line;
    const said = typeof line['message'] === 'string' ? line['message'] : `said '${line.event}' instead of ${wanted}`;
    throw new ProgramError(`${this.title}: ${said}`);
  }

  /** Why it ended, as far as it said so on stderr: ': Error: no such thing', or ''. */
  get reason(): string {
    const words = lastWords(this.#log);
    return words === '' ? '' : `: ${words}`;
  }

  /** How it ended, if it has or does so within this time; else null. */
  async endWithin(ms: number): Promise<string | null> {
    if (this.#ended !== undefined) return this.#ended;
    const deadline = Promise.withResolvers<null>();
    const timer = setTimeout(deadline.resolve, ms, null);
    return await Promise.race([this.#exit(), deadline.promise]).finally(() => clearTimeout(timer));
  }

  /** Asks it to stop and waits. @throws ProgramError unless it exits 0. */
  async stop(): Promise<void> {
    this.say('stop');
    await this.untilStopped();
  }

  /**
   * Waits for the end of a program that has been asked to stop. It goes on for some time after its last line: it writes
   * its compiled code to the cache, half of which would be there if it were killed. @throws ProgramError unless it exits 0.
   */
  async untilStopped(deadlineMs = answerDeadlineMs): Promise<void> {
    const how = await this.endWithin(deadlineMs);
    if (how === 'exit code 0') return;
    const instead = how === null ? `was still there ${deadlineMs / 1000} s after` : `ended with ${how} when`;
    throw new ProgramError(`${this.title}: ${instead} it was stopped${this.reason}`);
  }

  /** Ends it, if need be by force, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended === undefined) this.#child.kill('SIGTERM');
    await this.#exit();
  }

  async #exit(): Promise<string> {
    return describeEnd(await this.#child);
  }

  #nextLine(): Promise<Line> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#ended !== undefined) return Promise.reject(this.#endError());
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  #take(text: string): void {
    const line = parseLine(text);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#lines.push(line);
    else waiting.resolve(line);
  }

  #end(how: string): void {
    this.#ended = how;
    this.#waiting?.reject(this.#endError());
  }

  #endError(): ProgramError {
    return new ProgramError(`${this.title}: ended by itself (${this.#ended})${this.reason}`);
  }
}

/** What is no line of ours comes from something that was loaded into the program, or from what it was put behind. */
function parseLine(text: string): Line {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { event: 'noise', message: `printed a line that is no JSON: ${text.slice(0, 200)}` };
  }
  if (typeof parsed === 'object' && parsed !== null && 'event' in parsed && typeof parsed.event === 'string') {
    return parsed as Line;
  }
  return { event: 'noise', message: `printed a line that tells of no event: ${text.slice(0, 200)}` };
}

/** Runs a program to its end, with these variables alone, and gives its stdout. @throws when it cannot be started or fails. */
export async function capture(file: string, args: readonly string[], env: Variables): Promise<string> {
  const running = execute(file, args, { env, maxBuffer: mostCaptured });
  running.child.stdin?.end();
  return (await running).stdout.replace(/\n$/, '');
}

function spawn(start: typeof execa, { command, env }: Launch) {
  const [file = '', ...args] = command;
  return start(file, args, {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    env,
    extendEnv: false,
    // Its own process group: Ctrl-C reaches the runner, which then stops its programs in order.
    detached: true,
    forceKillAfterDelay: killAfterMs,
  });
}

function describeEnd(result: {
  signal?: string | undefined;
  exitCode?: number | undefined;
  message?: unknown;
}): string {
  if (result.signal !== undefined) return result.signal;
  if (result.exitCode !== undefined) return `exit code ${result.exitCode}`;
  return typeof result.message === 'string' ? result.message : 'could not be started';
}

/** Starts something bound to processors: a child inherits the mask of the thread that forks it. */
async function withCpus<Started>(cpus: readonly number[] | null, start: () => Started): Promise<Started> {
  if (cpus === null) return start();
  const { bindThread } = await import('../../native/libc.ts');
  const all = allowedCpus();
  bindThread(cpus);
  try {
    return start();
  } finally {
    bindThread(all);
  }
}
