/**
 * One connection of ssh, held open by a command that runs at its other end, which further sessions share. It ends when
 * the runner does, however that ends: its command sees the end of its input, and so do the programs in those sessions.
 */
import { UserError } from '../../../../protocol/flags.ts';
import { Program, type Line } from '../../program.ts';
import type { Launch } from '../../place.ts';
import { refusalOf } from './refusal.ts';
import { connectingCall, sharingCall } from './ssh-command.ts';

export interface ConnectionTerms {
  /** As ssh takes it. */
  readonly destination: string;
  /** The checkout there, as the user named it. */
  readonly folder: string;
  /** Further options of every call of ssh. */
  readonly sshOptions: readonly string[];
  /** Path of a socket that is not there yet. */
  readonly control: string;
}

/** For the slowest of logins, and an agent on a machine that has not run one before. */
const firstLineMs = 60_000;
/** ssh is there for a moment longer than what it says. */
const endsWithinMs = 2000;

export class SharedConnection implements AsyncDisposable {
  /** What the command there said first. */
  readonly first: Line;
  readonly #terms: ConnectionTerms;
  readonly #program: Program;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(terms: ConnectionTerms, program: Program, first: Line) {
    this.#terms = terms;
    this.#program = program;
    this.first = first;
  }

  /**
   * @param command for the shell there, which says a line of this event first
   * @throws UserError when there is no way to it, and the signal's reason when aborted
   */
  static async open(
    terms: ConnectionTerms,
    command: string,
    event: string,
    signal: AbortSignal | null,
  ): Promise<SharedConnection> {
    signal?.throwIfAborted();
    const { destination, folder, sshOptions, control } = terms;
    const call = connectingCall({ destination, options: sshOptions, control, command });
    const program = await start(`ssh:${destination}`, call);
    const end = () => void program[Symbol.asyncDispose]();
    signal?.addEventListener('abort', end, { once: true });
    try {
      return new SharedConnection(terms, program, await program.answer(event, firstLineMs));
    } catch (error) {
      signal?.throwIfAborted();
      const how = await program.endWithin(endsWithinMs);
      await program[Symbol.asyncDispose]();
      if (how !== null)
        throw new UserError(refusalOf({ destination, folder, how, log: program.log }), { cause: error });
      const { message } = error as Error;
      const advice = `see that \`ssh ${destination} true\` comes to its end and prints nothing`;
      throw new UserError(`${message}; ${advice}`, { cause: error });
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  /** Sends a line and waits for its answer, after the answers to earlier ones. @throws Error when the connection is lost */
  async ask(line: string, event: string, deadlineMs?: number): Promise<Line> {
    const answer = this.#last.then(() => this.#askNow(line, event, deadlineMs));
    this.#last = answer.catch(() => {});
    return await answer;
  }

  /** Without an answer. */
  say(line: string): void {
    this.#program.say(line);
  }

  /** One more session on it, as it is started on this machine. */
  session(command: string): Launch {
    const { destination, sshOptions, control } = this.#terms;
    return launchOf(sharingCall({ destination, options: sshOptions, control, command }));
  }

  /**
   * A sentence; null: it is there. A program in one of its sessions may seem to end a moment before the connection does.
   */
  async whyLost(waitMs: number): Promise<string | null> {
    const how = await this.#program.endWithin(waitMs);
    if (how === null) return null;
    const { destination } = this.#terms;
    return (
      `the connection to ssh:${destination} was lost (ssh ended with ${how}${this.#program.reason}); ` +
      'see that its machine, its sshd and the network between stay up'
    );
  }

  /** Ends the command there in order, so that it can clean up behind itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    if ((await this.#program.endWithin(0)) === null) {
      this.#program.say('stop');
      await this.#program.endWithin(stopWithinMs);
    }
    await this.#program[Symbol.asyncDispose]();
  }

  async #askNow(line: string, event: string, deadlineMs?: number): Promise<Line> {
    try {
      return await this.#program.ask(line, event, deadlineMs);
    } catch (error) {
      const lost = await this.whyLost(endsWithinMs);
      // An answer that comes too late would be taken for the next one.
      await this.#program[Symbol.asyncDispose]();
      throw lost === null ? error : new Error(lost, { cause: error });
    }
  }
}

/** Longer than programs there get to end: see started-programs.ts. */
const stopWithinMs = 12_000;

async function start(title: string, call: readonly string[]): Promise<Program> {
  return await Program.start({
    title,
    place: () => launchOf(call),
    // What runs there has a runtime of its own.
    runtime: { node: process.execPath, compileCache: '' },
    command: [],
    cpus: null,
  });
}

/** ssh itself has all of the user's variables: its agent, its home, and whatever the user's config asks for. */
function launchOf(call: readonly string[]): Launch {
  const set = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return { command: call, env: Object.fromEntries(set) as Record<string, string>, cpus: null };
}
