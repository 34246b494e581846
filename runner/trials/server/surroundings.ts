/** What carried the client's connections, and what the network paths of server trials were made of, as their records have it. Pure. */
import type { Surroundings } from '../../result/surroundings.ts';
import type { PathEnd, PathEnvironment } from '../paths/environment.ts';
import type { ServerRecord } from './record.ts';
import type { ServerSetup } from './setup.ts';

interface Measured {
  readonly setup: ServerSetup;
  readonly record: ServerRecord;
}

/** A table for each path, in the order of the plan; none for results from before it was read. */
export function surroundings(trials: readonly Measured[]): Surroundings[] {
  const byPath = Map.groupBy(trials, ({ setup }) => setup.path);
  const paths = [...byPath].flatMap(([path, over]) => {
    const read = over.flatMap(({ record }) => record.path ?? []);
    const [first] = read;
    if (first === undefined) return [];
    const facts = [...first.ends.flatMap(({ end }) => factsOf(end, read)), ...connectionFact(first)];
    return [{ title: `Network path ${path}`, facts: [...facts, ...proof(over)] }];
  });
  return [...client(trials), ...paths];
}

/** What carried the client's connections: its share of a measurement depends on it. */
function client(trials: readonly Measured[]): Surroundings[] {
  const told = trials.filter(({ record }) => record.clientSocketCalls !== undefined);
  if (told.length === 0) return [];
  const facts: (readonly [string, string])[] = [
    ['driver', distinct(told.map(({ setup }) => setup.driver ?? 'unknown'))],
    ...[...Map.groupBy(told, ({ setup }) => loops[setup.load.shape])].map(
      ([loop, of]) => [`receives and sends in ${loop}`, distinct(of.map(socketCalls))] as const,
    ),
  ];
  return [{ title: 'Load client', facts }];
}

const loops = {
  closed: 'closed loops',
  churn: 'closed loops',
  open: 'open loops',
  objective: 'searches for the highest rate',
  none: 'trials without load',
} as const;

/** Also of results whose client told what it could do, and not what it did while it paced requests. */
function socketCalls({ setup, record: { clientSocketCalls = 'unknown' } }: Measured): string {
  if (!severalByOneCall.test(clientSocketCalls)) return clientSocketCalls;
  if (setup.load.shape === 'open') return oneByOne;
  return setup.load.shape === 'objective'
    ? `${clientSocketCalls} until a rate is known, then ${oneByOne}`
    : clientSocketCalls;
}

const severalByOneCall = /^up to \d+ by one system call/;
const oneByOne = 'a system call for each';

const endWords = { client: 'client’s end', server: 'server’s end', both: 'both ends' } as const;

function factsOf(end: PathEnd['end'], read: readonly PathEnvironment[]): (readonly [string, string])[] {
  const ends = read.flatMap((environment) => environment.ends.filter((one) => one.end === end));
  const said: readonly (readonly [string, (one: PathEnd) => string])[] = [
    ['interface', ({ interface: name }) => name],
    ['addresses', ({ addresses }) => addressesText(addresses)],
    ['MTU', ({ mtu }) => known(mtu)],
    ['offloads', ({ offloads }) => offloadsText(offloads)],
    ['queueing', ({ queueing }) => known(queueing)],
    ['congestion control', ({ congestionControl }) => known(congestionControl)],
  ];
  return said.map(([what, text]) => [`${what}, ${endWords[end]}`, distinct(ends.map(text))] as const);
}

/** What differed from trial to trial is said with all that it was. */
function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join('; in other trials ');
}

function addressesText(addresses: readonly string[]): string {
  const [first = 'none', ...more] = addresses;
  const last = more.at(-1);
  return more.length < 3 ? addresses.join(', ') || 'none' : `${first}, ${addresses.length - 2} more, ${last}`;
}

function offloadsText(offloads: PathEnd['offloads']): string {
  if (offloads === null) return 'unknown';
  const names = (isOn: boolean) =>
    Object.entries(offloads)
      .filter(([, on]) => on === isOn)
      .map(([name]) => name);
  const [on, off] = [names(true), names(false)];
  return [
    ...(on.length === 0 ? [] : [`on: ${on.join(', ')}`]),
    ...(off.length === 0 ? [] : [`off: ${off.join(', ')}`]),
  ].join('; ');
}

function connectionFact({ connection }: PathEnvironment): (readonly [string, string])[] {
  return connection === null ? [] : [['one of its connections (ss -ti)', connection]];
}

/** Every slice was looked at when it was measured: one whose packets took another way has failed its trial. */
function proof(over: readonly Measured[]): (readonly [string, string])[] {
  const seen = over.flatMap(({ record }) => record.slices.flatMap(({ traffic }) => traffic ?? []));
  if (seen.length === 0) return [];
  const bytes = seen.reduce((sum, one) => sum + one.sentBytes + one.receivedBytes, 0);
  const packets = seen.reduce((sum, one) => sum + one.sentPackets + one.receivedPackets, 0);
  const each = packets === 0 ? '' : `, ${Math.round(bytes / packets).toLocaleString('en-US')} bytes each`;
  return [
    [
      'through the client’s interface while it was measured',
      `${packets.toLocaleString('en-US')} packets${each}; in every slice at least as many bytes as were exchanged`,
    ],
  ];
}

function known(value: string | number | null): string {
  return value === null ? 'unknown' : String(value);
}
