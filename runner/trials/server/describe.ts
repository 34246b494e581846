/** The conditions of a server trial, each in words, for tables and the lines below titles. */
import type { Term } from '../../result/plan.ts';
import { parsePath } from '../paths/index.ts';
import { busyConnections, depthOf, type Load, type ServerSetup } from './setup.ts';

/** @param windowMs all slices of a trial together */
export function describe(setup: ServerSetup, windowMs: number): Term[] {
  const {
    model,
    load,
    idleConnections,
    payloadBytes,
    receiveBufferBytes,
    framing,
    service,
    mix,
    path,
    driver,
    pacing,
  } = setup;
  const isRunning = parsePath('path', path).path.server === 'running';
  const terms: (readonly [string, string])[] = [
    ...(isRunning ? [] : [['model', `model ${model}`] as const]),
    ...describeLoad(load, windowMs),
    ...(idleConnections > 0 ? [['idle', counted(idleConnections, 'idle connection')] as const] : []),
    ['payload', `${payloadBytes.toLocaleString('en-US')} B payload`],
    ...(receiveBufferBytes === null
      ? []
      : [['receive buffer', `receive buffer of ${receiveBufferBytes.toLocaleString('en-US')} B`] as const]),
    ['framing', `framing ${framing}`],
    ['service', `service ${mix ?? service}`],
    ['path', path],
    ['regime', describeRegime(setup)],
    // Of results from before there was a choice the report says what it said then.
    ...(driver === undefined ? [] : [['driver', `load client on ${driver}`] as const]),
    ...(pacing === undefined ? [] : [['pacing', `${waiting[pacing]} until a request is due`] as const]),
  ];
  return terms.map(([name, text]) => ({ name, text }));
}

const waiting = { spin: 'which asks the clock', sleep: 'which sleeps' } as const;

function describeLoad(load: Load, windowMs: number): (readonly [string, string])[] {
  if (load.shape === 'none') return [['load', 'no load']];
  if (load.shape === 'open')
    return [
      ['connections', counted(load.connections, 'connection')],
      ...describeOpen(load),
      ['window', `for ${Number((windowMs / 1000).toFixed(1))} s`],
    ];
  if (load.shape === 'objective')
    return [
      ['connections', counted(load.connections, 'connection')],
      ['load', `open loop at the highest rate with ${load.objective}, searched for in each trial`],
    ];
  const connections = ['connections', counted(busyConnections(load), 'connection')] as const;
  if (load.shape === 'churn')
    return [connections, ['load', `replaced after ${counted(load.exchangesPerConnection, 'exchange')}`]];
  return [connections, ['load', `closed loop with ${counted(depthOf(load), 'request')} in flight on each`]];
}

/** `open loop`, `50 % of what the slowest model reached in a closed loop`, `17,500 requests/s`: one rate may be that of one model. */
function describeOpen({ ratePerSecond, share }: Extract<Load, { shape: 'open' }>): (readonly [string, string])[] {
  const loop = ['load', 'open loop'] as const;
  const rate = ['rate', `${ratePerSecond.toLocaleString('en-US')} requests/s`] as const;
  if (share === null) return [loop, rate];
  const whose = share.of === 'own' ? 'each' : 'the slowest model';
  return [loop, ['share', `${Math.round(100 * share.amount)} % of what ${whose} reached in a closed loop`], rate];
}

/** `equal budget`, `whole machine`. */
export function regimeName(regime: ServerSetup['regime']): string {
  return regime === 'equal-budget' ? 'equal budget' : 'whole machine';
}

/** `equal budget (server on processor 0, client on processor 1)`, `whole machine (nothing pinned)`. */
function describeRegime({ regime, serverCpus, clientCpus }: ServerSetup): string {
  const name = regimeName(regime);
  if (serverCpus === null && clientCpus === null) return `${name} (nothing pinned)`;
  return `${name} (server on ${processors(serverCpus)}, client on ${processors(clientCpus)})`;
}

function processors(cpus: readonly number[] | null): string {
  if (cpus === null) return 'any processor';
  return `processor${cpus.length === 1 ? '' : 's'} ${cpus.join(', ')}`;
}

function counted(amount: number, noun: string): string {
  return `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`;
}
