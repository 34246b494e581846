/** A claim trial while it is live: the observing program, the server that it looks at, and the network between them. */
import { fileURLToPath } from 'node:url';
import { formatEndpoint, type Endpoint } from '../../../protocol/endpoint.ts';
import type { ObserveLine } from '../../../observations/report.ts';
import type { NetworkChange } from '../../../observations/observation.ts';
import { inPhase } from '../in-phase.ts';
import { TrialError, type LiveTrial, type Rig } from '../kind.ts';
import { here, type Place } from '../place.ts';
import { Program } from '../program.ts';
import { openNetwork, type ClaimNetwork } from './network.ts';
import { seenSchema, type ClaimRecord, type SeenRecord } from './record.ts';
import type { ClaimSetup, ServerOfClaim } from './setup.ts';

const observeEntry = fileURLToPath(new URL('../../../observations/main.ts', import.meta.url));
const serverEntry = fileURLToPath(new URL('../../../servers/main.ts', import.meta.url));

/** Beyond what a look is expected to take. */
const graceMs = 60_000;

/** @throws TrialError, with nothing left running */
export async function startClaimTrial(
  setup: ClaimSetup,
  { runtime, seed, network }: Pick<Rig, 'runtime' | 'seed' | 'network'>,
): Promise<LiveClaimTrial> {
  const startedMs = performance.now();
  await using held = new AsyncDisposableStack();
  const link = await inPhase('start', [], () => openNetwork(setup.network, network));
  if (link !== null) held.use(link);
  const place = { server: link?.serverPlace ?? here, observer: link?.observerPlace ?? here };
  const start = (title: string, command: readonly string[], where: Place) =>
    inPhase('start', [], () => Program.start({ title, runtime, place: where, command, cpus: null }));
  const { server } = setup;
  let running: Program | null = null;
  let endpoint: Endpoint | null = null;
  if (server !== null) {
    const program = held.use(await start(`server ${server.model}`, serverCommand(server, link), place.server));
    const ready = await inPhase('start', [program], () => program.answer('ready'));
    endpoint = reachable((ready as unknown as { readonly endpoint: Endpoint }).endpoint, link, setup.network);
    running = program;
  }
  const title = `observation ${setup.observation}`;
  const observer = held.use(await start(title, observeCommand(setup, endpoint, seed), place.observer));
  await inPhase('start', running === null ? [observer] : [observer, running], () => observer.answer('ready'));
  const readyMs = performance.now() - startedMs;
  return new LiveClaimTrial({
    observer,
    server: running,
    link,
    held: held.move(),
    overlaps: setup.overlaps === true,
    takesMs: setup.takesMs,
    readyMs,
  });
}

function serverCommand(server: ServerOfClaim, link: ClaimNetwork | null): string[] {
  const { model, framing, service, listen, workers, maxMessageBytes } = server;
  const host = listen === 'all' ? '0.0.0.0' : listen === 'own' ? (link?.serverAddress ?? '127.0.0.1') : '127.0.0.1';
  return [
    serverEntry,
    ...['--model', model, '--framing', framing, '--service', service, '--workers', String(workers)],
    ...['--max-message-bytes', String(maxMessageBytes), '--listen', `${host}:0`, '--control', 'stdin'],
  ];
}

/** Where the observer finds it: one that listens everywhere, or on the loopback of its namespace, is sought at its own address. */
function reachable(endpoint: Endpoint, link: ClaimNetwork | null, network: ClaimSetup['network']): Endpoint {
  if (endpoint.kind !== 'tcp') return endpoint;
  if (link !== null && network === 'link') return { ...endpoint, host: link.serverAddress };
  return endpoint.host === '0.0.0.0' ? { ...endpoint, host: '127.0.0.1' } : endpoint;
}

function observeCommand({ observation, parameters }: ClaimSetup, endpoint: Endpoint | null, seed: number): string[] {
  return [
    observeEntry,
    ...['--observation', observation, '--seed', String(seed), '--control', 'stdin'],
    ...Object.entries(parameters).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...(endpoint === null ? [] : ['--connect', formatEndpoint(endpoint)]),
  ];
}

interface Held {
  readonly observer: Program;
  readonly server: Program | null;
  readonly link: ClaimNetwork | null;
  readonly held: AsyncDisposableStack;
  readonly overlaps: boolean;
  readonly takesMs: number;
  readonly readyMs: number;
}

export class LiveClaimTrial implements LiveTrial<ClaimRecord> {
  readonly #with: Held;
  readonly #programs: readonly Program[];
  readonly #seen: SeenRecord[] = [];
  #looking: Promise<void> = Promise.resolve();

  constructor(held: Held) {
    this.#with = held;
    this.#programs = held.server === null ? [held.observer] : [held.observer, held.server];
  }

  /** What is looked at happens once, cold or not. */
  async warmUp(): Promise<void> {}

  /** Where looks overlap it only begins: `finish` waits for its end. */
  async slice(windowMs: number): Promise<void> {
    const before = this.#looking;
    const looking = before.then(() => this.#look(windowMs));
    // Whoever waits for it is told what went wrong; until then nobody does.
    looking.catch(() => {});
    this.#looking = looking;
    if (!this.#with.overlaps) await looking;
  }

  async #look(windowMs: number): Promise<void> {
    const { observer, takesMs } = this.#with;
    await inPhase('measure', this.#programs, async () => {
      observer.say(`observe ${Math.ceil(windowMs)}`);
      for (;;) {
        const line = await this.#next(windowMs + takesMs + graceMs);
        if (line.event === 'seen') {
          const { event: _, ...seen } = line;
          this.#seen.push(seenSchema.parse(seen));
          return;
        }
        if (line.event === 'network') {
          await this.#change(line.change);
          observer.say('done');
        }
      }
    });
  }

  async finish(): Promise<ClaimRecord> {
    await this.#looking;
    await this.stop();
    const [first, ...others] = this.#seen;
    if (first === undefined) throw new TrialError('stop', 'nothing was looked at', '');
    return { readyMs: this.#with.readyMs, seen: [first, ...others] };
  }

  async stop(): Promise<void> {
    await inPhase('stop', this.#programs, async () => {
      const { observer, server, link } = this.#with;
      await observer.stop();
      await link?.change('restore');
      await server?.stop();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#with.held[Symbol.asyncDispose]();
  }

  async #next(deadlineMs: number): Promise<ObserveLine> {
    return (await this.#with.observer.answerOf(['seen', 'network'], deadlineMs)) as unknown as ObserveLine;
  }

  async #change(change: NetworkChange): Promise<void> {
    const { link } = this.#with;
    if (link === null)
      throw new Error(`the network is to ${change}, and both ends are on the loopback of this machine`);
    await link.change(change);
  }
}
