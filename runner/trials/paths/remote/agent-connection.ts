/** The connection at whose other end the agent of the other checkout runs: compared, reached, and then asked. */
import { randomUUID } from 'node:crypto';
import { UserError } from '../../../../protocol/flags.ts';
import { readBootId, type MachineReader } from '../../../machine/machine-reader.ts';
import type { MachineTime } from '../../../machine/machine-time.ts';
import type { Memory } from '../../../machine/process-memory.ts';
import type { PathEnd } from '../environment.ts';
import { agentIdentitySchema, agentLineSchema, type AgentLine } from './agent-line.ts';
import { agentCommand } from './far-shell.ts';
import { differenceOf, type Identity } from './identity.ts';
import { whyUnreached } from './reach.ts';
import { SharedConnection, type ConnectionTerms } from './shared-connection.ts';

/** How often an agent hears that the runner is there, and after how long without it takes it for gone. */
const stay = { everyMs: 20_000, silenceMs: 60_000 };

export class AgentConnection implements AsyncDisposable {
  readonly agent: AgentLine;
  /** Where its machine is reached, from here as well. */
  readonly address: string;
  readonly connection: SharedConnection;
  readonly machine: MachineReader;
  readonly #staying: NodeJS.Timeout;

  private constructor(connection: SharedConnection, agent: AgentLine, address: string) {
    this.connection = connection;
    this.agent = agent;
    this.address = address;
    this.machine = readerThrough(connection, agent);
    this.#staying = setInterval(() => connection.say('stay'), stay.everyMs).unref();
  }

  /** @throws UserError when there is no way to it, or something else there than here; the signal's reason when aborted */
  static async open(terms: ConnectionTerms, here: Identity, signal: AbortSignal | null): Promise<AgentConnection> {
    const connection = await SharedConnection.open(terms, agentCommand(terms.folder, stay.silenceMs), 'agent', signal);
    try {
      const agent = readAgentLine(connection.first, here, terms);
      return new AgentConnection(connection, agent, await reachedAddress(connection, agent, terms.destination));
    } catch (error) {
      await connection[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Its end of the way to here; none where it cannot be told. */
  async describe(): Promise<readonly PathEnd[]> {
    return (await this.connection.ask('describe', 'description'))['ends'] as readonly PathEnd[];
  }

  /** See CompileCache.proveWarm. 'folder: what is wrong', or null. */
  async whyCold(): Promise<string | null> {
    return (await this.connection.ask('prove-warm', 'warm'))['problem'] as string | null;
  }

  /** Waits for the end of a program there, and brings it about when it takes too long. */
  async untilGone(program: string): Promise<void> {
    await this.connection.ask(`gone ${program}`, 'gone');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#staying);
    await this.connection[Symbol.asyncDispose]();
  }
}

function readerThrough(connection: SharedConnection, { bootId, environment }: AgentLine): MachineReader {
  return {
    isThisMachine: bootId !== null && bootId === readBootId(),
    processors: environment.processor.count,
    time: async () => (await connection.ask('time', 'time'))['time'] as MachineTime | null,
    throttledNs: async () => (await connection.ask('throttled', 'throttled'))['throttledNs'] as number | null,
    memory: async (pids, rssBytes) => {
      const line = await connection.ask(['memory', rssBytes, ...pids].join(' '), 'memory');
      return line['memory'] as Memory;
    },
  };
}

function readAgentLine(line: object, here: Identity, { destination, folder }: ConnectionTerms): AgentLine {
  const named = agentIdentitySchema.safeParse(line);
  const difference = named.success ? differenceOf(here, named.data.identity, folder) : null;
  if (difference !== null) throw new UserError(`ssh:${destination}: ${difference}`);
  const agent = agentLineSchema.safeParse(line);
  if (agent.success) return agent.data;
  // Nobody compares the runner's own sources.
  const advice = 'check out the same commit as here, and run npm ci';
  throw new UserError(`ssh:${destination}: its agent does not speak as this edition does; ${advice}`, {
    cause: agent.error,
  });
}

/** @throws UserError where only ssh gets through */
async function reachedAddress(connection: SharedConnection, agent: AgentLine, destination: string): Promise<string> {
  const { address } = agent;
  if (address === null) {
    throw new UserError(
      `ssh:${destination}: its ssh server does not tell the address where it was reached (SSH_CONNECTION); use OpenSSH there`,
    );
  }
  if (address.includes('%')) {
    throw new UserError(
      `ssh:${destination}: was reached at ${address}, an address of one link only; name it in ~/.ssh/config by one that is not link-local`,
    );
  }
  const word = randomUUID();
  const line = await connection.ask(`listen ${word}`, 'listening');
  const why =
    typeof line['port'] === 'number' ? await whyUnreached(address, line['port'], word) : String(line['problem']);
  if (why === null) return address;
  throw new UserError(
    `ssh:${destination}: only ssh gets to that machine, and clients here have to get to free ports of ${address}, ` +
      `where ssh reached it (${why}); open its firewall for this machine, or name it by an address that leads straight to it`,
  );
}
