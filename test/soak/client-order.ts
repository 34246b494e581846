/**
 * Whether other clients tell the same of servers as ours does: the order of five models by throughput. Rounds of fresh
 * servers, each asked by both clients one after the other, in turns of who is first; the server has one processor, the
 * client another one.
 *
 * A client tells which of two models is the quicker one where their 95 % intervals do not overlap. What one of the two
 * clients cannot tell contradicts nothing.
 */
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { formatQuantity } from '../../runner/report/text/format.ts';
import { ratePerSecond } from '../../runner/result/quantity.ts';
import { estimate, type Estimate } from '../../runner/statistics/estimate.ts';
import { allowedCpus } from '../../native/affinity.ts';
import type { ModelName } from '../../servers/models/index.ts';
import { ProgramUnderTest } from '../programs/program-under-test.ts';
import { foreignClients, type ForeignClientName, type PreparedClient } from './foreign-clients.ts';
import { Subject, type ClientPart } from './part.ts';

const compared: readonly ModelName[] = [
  'event-loop',
  'epoll-loop',
  'thread-pool-handoff',
  'process-pool-handoff',
  'thread-offload',
];
const connections = 64;
const bytes = 64;
const windowMs = 2000;
const coverage = 0.95;

/** Replies per second of one model in each round, by client. */
interface Rates {
  readonly ours: number[];
  readonly theirs: number[];
}

export const clientOrder: ClientPart = {
  name: 'client-order',
  of: 'clients',
  title: `of ${compared.length} models: ours and theirs order them alike by throughput, where both can tell`,
  size: 8,
  unit: 'rounds',
  limitMs: 1_800_000,
  applies(client) {
    if (allowedCpus().length < 2) return { ok: false, reason: 'server and client need a processor each' };
    return foreignClients[client as ForeignClientName].available();
  },
  async run(client, size) {
    await using theirs = await foreignClients[client as ForeignClientName].prepare();
    const rates = new Map(compared.map((model): [ModelName, Rates] => [model, { ours: [], theirs: [] }]));
    for (let round = 0; round < size; round++) {
      for (const model of inTurn(compared, round)) {
        const [our, their] = await measureBoth(model, theirs, round % 2 === 0);
        rates.get(model)?.ours.push(our);
        rates.get(model)?.theirs.push(their);
      }
    }
    return compare(rates);
  },
};

/** Each model first in turn, every second round backwards. */
function inTurn<Item>(items: readonly Item[], round: number): Item[] {
  const from = round % items.length;
  const rotated = [...items.slice(from), ...items.slice(0, from)];
  return round % 2 === 0 ? rotated : rotated.toReversed();
}

async function measureBoth(
  model: ModelName,
  theirs: PreparedClient,
  isOursFirst: boolean,
): Promise<readonly [ours: number, theirs: number]> {
  const [serverCpu, cpu] = allowedCpus() as readonly [number, number];
  await using subject = new Subject(model);
  const flags = ['--framing', 'raw', '--message-bytes', String(bytes), '--cpus', String(serverCpu)];
  const { endpoint } = await subject.start(flags);
  await using client = new ProgramUnderTest('clients/main.ts', [
    ...['--connect', formatEndpoint(endpoint), '--framing', 'raw', '--connections', String(connections)],
    ...['--bytes', String(bytes), '--cpus', String(cpu), '--control', 'stdin'],
  ]);
  // The server is as warm for theirs.
  let line = await client.line();
  const measureOurs = async () => {
    if (line.event !== 'failure') line = await client.ask(`go ${windowMs}`);
    if (line.event === 'failure') throw new Error(`${model}: ${String(line['message'])}`);
    return (1000 * Number(line['messages'])) / windowMs;
  };
  const measureTheirs = (expectedPerSecond: number) =>
    theirs.repliesPerSecond({ port: endpoint.port, connections, bytes, cpu, windowMs, expectedPerSecond });
  if (isOursFirst) {
    const ours = await measureOurs();
    return [ours, await measureTheirs(ours)];
  }
  const guess = await measureOurs();
  const other = await measureTheirs(guess);
  return [await measureOurs(), other];
}

/** Both clients' figures of each model, and what they say of each two. */
function compare(rates: ReadonlyMap<string, Rates>) {
  const found = [...rates].map(([model, { ours, theirs }]) => ({
    model,
    ours: estimate(ours.map(Math.log), coverage),
    theirs: estimate(theirs.map(Math.log), coverage),
  }));
  const pairs = found.flatMap((one, at) =>
    found.slice(at + 1).map((other) => ({
      names: `${one.model} and ${other.model}`,
      ours: order(one.ours, other.ours),
      theirs: order(one.theirs, other.theirs),
    })),
  );
  const both = pairs.filter(({ ours, theirs }) => ours !== 0 && theirs !== 0);
  const contradicted = both.filter(({ ours, theirs }) => ours !== theirs);
  const tell = (client: 'ours' | 'theirs') => pairs.filter((pair) => pair[client] !== 0).length;
  return {
    failures: contradicted.map(({ names }) => `our client and this one order ${names} differently`),
    figures: {
      ...Object.fromEntries(
        found.map(({ model, ours, theirs }) => [`${model}, ours | theirs`, `${format(ours)} | ${format(theirs)}`]),
      ),
      'pairs ordered by ours, theirs, both': `${tell('ours')}, ${tell('theirs')}, ${both.length} of ${pairs.length}`,
      alike: `${both.length - contradicted.length} of ${both.length}`,
    },
  };
}

/** 1 where the first is the quicker one, −1 where it is the other, 0 where their intervals overlap or are not known. */
function order({ interval: one }: Estimate, { interval: other }: Estimate): number {
  if (one === null || other === null) return 0;
  if (one.low > other.high) return 1;
  return one.high < other.low ? -1 : 0;
}

function format({ value, interval }: Estimate): string {
  const text = (rate: number) => formatQuantity(rate, ratePerSecond);
  return interval === null ? text(value) : `${text(value)} (${text(interval.low)}–${text(interval.high)})`;
}
