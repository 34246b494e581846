/**
 * One observation: both ends are in this program and what it starts, or one is, beside a server of ours. Prints one JSON line
 * when it stands ready, and one for each control line; everything for people goes to stderr.
 *
 *     observe MS   {"event":"seen", …}; before it perhaps {"event":"network", "change":…}, which is answered by `done`
 *     stop         exits 0; so does the end of the input
 *
 * Without `--control stdin` it looks once, and ends.
 */
import { createInterface } from 'node:readline';
import { onInterrupt } from '../native/interrupts.ts';
import { portsUsedUp } from '../native/local-ports.ts';
import { errorCode } from '../native/storage-error.ts';
import { runProgram } from '../native/run-program.ts';
import { parseCount } from '../protocol/flags.ts';
import type { NetworkChange, Observing } from './observation.ts';
import type { ObserveLine } from './report.ts';
import { parseObserveCommand, type ObserveCommand } from './spec.ts';

/** What shells say of a program that such a signal ended: 128 + its number. */
const interruptedExitCode = { SIGINT: 130, SIGTERM: 143 } as const;

async function main(): Promise<void> {
  const command = await parseObserveCommand(process.argv.slice(2));
  const steering = command.control === 'stdin' ? new Steering() : null;
  const { server, seed, observation } = command;
  const network = (change: NetworkChange) => steering?.changeNetwork(change) ?? refuseChange(change);
  const opening = observation.open(command.parameters, { server, seed, network });
  onInterrupt((signal) => void closeAndExit(opening, signal));
  await using observing = await opening;
  await (steering === null ? lookOnce(observing, command) : obey(observing, command, steering));
}

function refuseChange(change: NetworkChange): Promise<never> {
  return Promise.reject(
    new Error(`the network is to ${change}, and nobody is there who could make it; use npm run bench -- howto`),
  );
}

async function lookOnce(observing: Observing, { durationMs }: ObserveCommand): Promise<void> {
  say({ event: 'seen', ...(await observing.observe(durationMs)) });
}

/** Until `stop` or the end of the input. */
async function obey(observing: Observing, { name }: ObserveCommand, steering: Steering): Promise<void> {
  say({ event: 'ready', observation: name, pid: process.pid });
  for (;;) {
    const line = await steering.next();
    const [verb = '', argument = ''] = (line ?? 'stop').trim().split(/\s+/);
    if (verb === 'stop') return;
    if (verb === 'observe')
      say({ event: 'seen', ...(await observing.observe(parseCount('observe', argument, 1, 600_000))) });
    else if (verb !== '') say({ event: 'error', message: `${verb}: unknown; use observe MS or stop` });
  }
}

/** Lines of whoever steers, in turn: those that an observation asked for are its own. */
class Steering {
  readonly #lines: AsyncIterator<string>;

  constructor() {
    this.#lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  }

  /** Null: the input has ended. */
  async next(): Promise<string | null> {
    const { value, done } = await this.#lines.next();
    return done === true ? null : value;
  }

  async changeNetwork(change: NetworkChange): Promise<void> {
    say({ event: 'network', change });
    const answer = await this.next();
    if (answer !== 'done') throw new Error(`the network was to ${change}: ${answer ?? 'whoever steers is gone'}`);
  }
}

async function closeAndExit(opening: Promise<Observing>, signal: NodeJS.Signals): Promise<void> {
  try {
    await (await opening)[Symbol.asyncDispose]();
  } finally {
    process.exit(signal === 'SIGINT' ? interruptedExitCode.SIGINT : interruptedExitCode.SIGTERM);
  }
}

function say(line: ObserveLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** @param error a connection that finds no port tells that alone, and not what to do */
function explained(error: unknown): unknown {
  return errorCode(error) === 'EADDRNOTAVAIL' ? new Error(portsUsedUp('widen that range'), { cause: error }) : error;
}

await runProgram(main, (error) => {
  const failure = explained(error);
  say({ event: 'failure', message: (failure as Error).message });
  return failure;
});
