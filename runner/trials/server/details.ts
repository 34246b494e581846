/** Tables of what describes a server trial beside the metrics of its experiment, and notes on how to read a group. */
import { models, type ModelName } from '../../../servers/models/index.ts';
import type { DetailTable, ProfileName } from '../../result/plan.ts';
import type { NamedSetup } from '../kind.ts';
import { parsePath } from '../paths/index.ts';
import { busyConnections, type ServerSetup } from './setup.ts';

/** In quick runs the tail beyond the 99th percentile rests on too few observations. */
const longEnoughForP999: ReadonlySet<ProfileName> = new Set(['standard', 'rigorous']);

export function details(profile: ProfileName): DetailTable[] {
  return [
    {
      title: 'Service time at saturation',
      isFolded: false,
      metrics: [
        'serviceTimeP50Ns',
        'serviceTimeP99Ns',
        ...(longEnoughForP999.has(profile) ? ['serviceTimeP999Ns'] : []),
        'serviceTimeMeanNs',
      ],
      note: 'Service time at saturation is reply minus send while every connection is kept busy. Its mean follows from throughput and the number of requests in flight, and it is **not** the latency that users would see. Its percentiles are taken in each trial and shown with 95 % intervals over the trials; they vary much more from run to run than throughput does.',
    },
    {
      title: 'Longest response time, send lag, requests sent in time and without a reply',
      isFolded: true,
      metrics: [
        'longestResponseNs',
        ...(longEnoughForP999.has(profile) ? ['responseP999Ns'] : []),
        'sendLagP50Ns',
        'sendLagP99Ns',
        'sentShare',
        'unansweredRequests',
      ],
      note: 'Of open loops. Send lag is how much later than due the client sent a request; a percentile of response times is shown where the lag at it is at most a quarter of it. The longest response is what it was, and no percentile: one stop of the machine makes it.',
    },
    {
      title: 'Replies per connection and their p99, context switches, memory, processors in use, packets',
      isFolded: true,
      metrics: [
        'leastReplies',
        'medianReplies',
        'mostReplies',
        'bestConnectionP99Ns',
        'medianConnectionP99Ns',
        'worstConnectionP99Ns',
        'contextSwitchesPerMessage',
        'residentBytes',
        'proportionalBytes',
        'serverProcessors',
        'clientProcessors',
        'bytesPerPacket',
      ],
      note: 'The p99 per connection is of response time in open loops and of service time in closed ones, to two significant digits. They describe the trials: nothing is decided on them.',
    },
  ];
}

export function notes(cells: readonly NamedSetup<ServerSetup>[]): string[] {
  return [...crowdedNotes(cells), ...runningNotes(cells)];
}

/** Why an arm has no interval. */
function runningNotes(cells: readonly NamedSetup<ServerSetup>[]): string[] {
  const running = cells.filter(({ setup }) => parsePath('path', setup.path).path.server === 'running');
  if (running.length === 0) return [];
  const names = running.map(({ arm }) => `\`${arm}\``).join(', ');
  return [
    `${names}: a server that was running already. It is one process in all rounds, so that its figures have no interval and are compared with nothing: rounds tell how that process varied, and not how another start of it would come out. It tells neither processor time nor memory, and which model it is cannot be known.`,
  ];
}

/** What lifts the p99 of a pool on fewer processors than it has workers. */
function crowdedNotes(cells: readonly NamedSetup<ServerSetup>[]): string[] {
  const crowded = cells.filter(({ setup }) => hasMoreWorkersThanProcessors(setup));
  const processors = crowded[0]?.setup.serverCpus?.length;
  if (processors === undefined) return [];
  const names = crowded.map(({ arm }) => `\`${arm}\``).join(', ');
  const budget = processors === 1 ? 'the one processor' : `the ${processors} processors`;
  return [
    `More busy workers than ${budget} of the server: ${names}. A request is answered soon while its worker has a processor; otherwise it waits until the scheduler takes the processor from another worker. That wait is in the p99 of these and not in that of a single thread. It comes from this budget: it says nothing about a machine with a processor for each worker.`,
  ];
}

/** Workers without a connection do not run, and so keep nobody waiting. */
function hasMoreWorkersThanProcessors({ model, workers, load, serverCpus }: ServerSetup): boolean {
  const connections = busyConnections(load);
  if (serverCpus === null) return false;
  return Math.min(models[model as ModelName].isolates(workers, connections), connections) > serverCpus.length;
}
