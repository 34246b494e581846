/**
 * Another machine with a checkout of this suite, for as long as a run: reached through the system's ssh, compared with this
 * one, and made the server's end of a path for each trial.
 *
 *     runner ══ ssh, shared ══ sshd ─┬─ agent             tells of its machine, reads its counters
 *                                    ├─ server of a trial
 *                                    └─ server of another
 *     client ───────────── TCP ──────── server
 *
 * A connection that is lost costs the trials on it; the next one connects again.
 */
import { UserError } from '../../../../protocol/flags.ts';
import type { Environment } from '../../../machine/environment-schema.ts';
import { interfaceTo } from '../describe.ts';
import type { OpenPath, RemoteMachine } from '../path.ts';
import { AgentConnection } from './agent-connection.ts';
import type { AgentLine } from './agent-line.ts';
import { openControlFolder, type ControlFolder } from './control-folder.ts';
import { checkDestination, checkRemoteDir } from './destination.ts';
import { idleCommand } from './far-shell.ts';
import { readIdentity, type Identity } from './identity.ts';
import { openRemotePath } from './remote-path.ts';
import { Sessions } from './sessions.ts';
import { SharedConnection, type ConnectionTerms } from './shared-connection.ts';

export interface RemoteOptions {
  /** A host, USER@HOST, or an alias of ssh's config. */
  readonly destination: string;
  /** The checkout there, as its shell reads it; null: `echobench` in the home folder. */
  readonly remoteDir: string | null;
  /** Of this checkout and of the runtime that clients get here. */
  readonly here: Pick<Environment, 'commit' | 'runtime'>;
  /** Ends the attempt, which may take a minute. */
  readonly signal?: AbortSignal;
  /** Further options of ssh: a config of their own for tests. */
  readonly sshOptions?: readonly string[];
}

/** @throws UserError, with nothing left of it: no way there, no checkout, no Node, or another version than here */
export async function connectRemote(options: RemoteOptions): Promise<RemoteMachine> {
  const destination = checkDestination(`ssh:${options.destination}`, options.destination);
  const folder = checkRemoteDir(options.remoteDir);
  const control = await openControlFolder();
  try {
    const { sshOptions = [], signal = null } = options;
    const route: Route = { destination, folder, sshOptions, control, signal };
    const here = readIdentity(options.here);
    return new Remote(route, here, await connect(route, here));
  } catch (error) {
    await control[Symbol.asyncDispose]();
    throw error;
  }
}

/** How that machine is reached, again and again. */
interface Route extends Omit<ConnectionTerms, 'control'> {
  readonly control: ControlFolder;
  /** Ends attempts. */
  readonly signal: AbortSignal | null;
}

/** What a trial is opened with, as long as the connection lasts. */
interface Link {
  readonly agent: AgentConnection;
  readonly sessions: Sessions;
  /** The interface here by which that machine is reached; null: nobody tells. */
  readonly through: string | null;
}

/** A program in a session seems to end a moment before the connection does. */
const lostWithinMs = 1000;

class Remote implements RemoteMachine {
  readonly path: string;
  readonly #route: Route;
  readonly #here: Identity;
  readonly #first: AgentLine;
  #link: Promise<Link>;

  constructor(route: Route, here: Identity, link: Link) {
    this.path = `ssh:${route.destination}`;
    this.#route = route;
    this.#here = here;
    this.#first = link.agent.agent;
    this.#link = Promise.resolve(link);
  }

  get cpus(): RemoteMachine['cpus'] {
    return this.#first.cpus;
  }

  get pinning(): RemoteMachine['pinning'] {
    return this.#first.pinning;
  }

  /** Node raises the soft limit to the hard one. */
  get descriptorLimit(): number | null {
    return this.#first.environment.descriptorLimit.hard;
  }

  get environment(): Environment {
    return this.#first.environment;
  }

  get remarks(): readonly string[] {
    return this.#first.remarks.map((remark) => `${this.path}: ${remark}`);
  }

  async open(): Promise<OpenPath> {
    const { agent, sessions, through } = await this.#connected();
    const open = openRemotePath(agent, await sessions.reserve(), through);
    return { ...open, whyLost: () => this.whyLost() };
  }

  async proveWarm(): Promise<void> {
    const { agent } = await this.#connected();
    const problem = await agent.whyCold();
    if (problem !== null) throw new UserError(`${this.path}: ${problem}`);
  }

  async whyLost(): Promise<string | null> {
    const link = await this.#link.catch((error: unknown) => (error as Error).message);
    return typeof link === 'string' ? link : await link.sessions.whyLost(lostWithinMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const link = await this.#link.catch(() => null);
    await link?.sessions[Symbol.asyncDispose]();
    await this.#route.control[Symbol.asyncDispose]();
  }

  /** The connection, or a new one in place of one that is lost: one attempt, shared by those who ask at the same time. */
  async #connected(): Promise<Link> {
    const asked = this.#link;
    if (await isThere(asked)) return await asked;
    if (this.#link === asked) this.#link = this.#again(asked);
    return await this.#link;
  }

  async #again(lost: Promise<Link>): Promise<Link> {
    const before = await lost.catch(() => null);
    await before?.sessions[Symbol.asyncDispose]();
    const link = await connect(this.#route, this.#here);
    const difference = differingPart(this.#first, link.agent.agent);
    if (difference === null) return link;
    await link.sessions[Symbol.asyncDispose]();
    throw new Error(
      `${this.path}: after the connection was lost, another machine answered: its ${difference} differs; ` +
        'name one machine, not several behind one name',
    );
  }
}

async function connect(route: Route, here: Identity): Promise<Link> {
  const { control, signal, ...shared } = route;
  const terms = () => ({ ...shared, control: control.nextSocket() });
  const agent = await AgentConnection.open(terms(), here, signal);
  const sessions = new Sessions(agent, () => SharedConnection.open(terms(), idleCommand, 'open', signal));
  return { agent, sessions, through: await interfaceTo(agent.address) };
}

/** Whether the agent answers: of a network that is gone nobody tells. */
async function isThere(link: Promise<Link>): Promise<boolean> {
  try {
    await (await link).agent.machine.time();
    return true;
  } catch {
    // Lost, or the attempt to connect again has failed.
    return false;
  }
}

/** What tells machines apart, and sets of processors on one. */
function differingPart(before: AgentLine, now: AgentLine): string | null {
  const parts = ['processor', 'memoryBytes', 'os', 'runtime'] as const;
  const differing = parts.find((part) => !isSame(before.environment[part], now.environment[part]));
  return differing ?? (isSame(before.cpus, now.cpus) ? null : 'set of processors');
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
