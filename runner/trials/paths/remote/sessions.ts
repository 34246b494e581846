/** Programs on the other machine, each in a session of its own on connections that are shared as far as sshd lets them be. */
import { posix, relative, sep } from 'node:path';
import { checkout } from '../../../../native/user-folder.ts';
import type { Place } from '../../place.ts';
import type { AgentConnection } from './agent-connection.ts';
import { programCommand } from './far-shell.ts';
import type { SharedConnection } from './shared-connection.ts';

/**
 * sshd takes 10 on one connection unless it is told otherwise (MaxSessions, sshd_config(5)). One of them is the command
 * that holds it open, and one that has just ended may still be counted.
 */
const sessionsPerConnection = 8;

/** Room for the programs of one trial. */
export interface Session extends AsyncDisposable {
  readonly place: Place;
}

interface Shared {
  readonly connection: SharedConnection;
  used: number;
}

export class Sessions implements AsyncDisposable {
  readonly #agent: AgentConnection;
  readonly #connect: () => Promise<SharedConnection>;
  #shared: readonly Shared[];
  #programs = 0;

  /** `connect`: one more connection to the same machine. */
  constructor(agent: AgentConnection, connect: () => Promise<SharedConnection>) {
    this.#agent = agent;
    this.#connect = connect;
    this.#shared = [{ connection: agent.connection, used: 0 }];
  }

  /** @throws Error when one more connection is needed and cannot be made */
  async reserve(): Promise<Session> {
    const shared = await this.#withRoom();
    const programs: string[] = [];
    return {
      place: ({ command, cpus }) => {
        const name = String(++this.#programs);
        programs.push(name);
        return shared.connection.session(this.#command(name, command, cpus));
      },
      [Symbol.asyncDispose]: async () => {
        await Promise.all(programs.splice(0).map((name) => this.#untilGone(name)));
        shared.used = Math.max(0, shared.used - 1);
      },
    };
  }

  /** A sentence; null: all of them are there. */
  async whyLost(waitMs: number): Promise<string | null> {
    const whys = await Promise.all(this.#shared.map(({ connection }) => connection.whyLost(waitMs)));
    return whys.find((why) => why !== null) ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#shared.map(({ connection }) => connection[Symbol.asyncDispose]()));
    await this.#agent[Symbol.asyncDispose]();
  }

  /** Taken before anything is waited for, so that two trials never count on the same room. */
  async #withRoom(): Promise<Shared> {
    await this.#forgetLost();
    const free = this.#shared.find(({ used }) => used < sessionsPerConnection);
    if (free !== undefined) {
      free.used++;
      return free;
    }
    const more = { connection: await this.#connect(), used: 1 };
    this.#shared = [...this.#shared, more];
    return more;
  }

  async #forgetLost(): Promise<void> {
    const whys = await Promise.all(this.#shared.map(({ connection }) => connection.whyLost(0)));
    const lost = new Set(this.#shared.filter((_, at) => whys[at] !== null));
    this.#shared = this.#shared.filter((shared) => !lost.has(shared));
  }

  /** The runtime is the one there: it was compared with the one here. */
  #command(name: string, [entry = '', ...args]: readonly string[], cpus: readonly number[] | null): string {
    const { node, folder, variables, pids, hasTaskset } = this.#agent.agent.programs;
    return programCommand({
      folder,
      pidFile: posix.join(pids, name),
      variables,
      cpus: hasTaskset ? cpus : null,
      command: [node, posix.join(folder, relative(checkout, entry).replaceAll(sep, '/')), ...args],
    });
  }

  async #untilGone(name: string): Promise<void> {
    try {
      await this.#agent.untilGone(name);
    } catch {
      // The connection is lost, and the agent there ends its programs by itself.
    }
  }
}
