/** What Node programs really send are objects: what do they cost as values that are cloned, as JSON text, or serialized? */
import { usual, type ChannelWanted } from '../trials/channel/setup.ts';
import { isThorough, type Experiment } from './experiment.ts';

type Way = Pick<ChannelWanted, 'channel' | 'encoding'>;

const ways: Readonly<Record<string, Way>> = {
  'message-port': { channel: 'message-port', encoding: 'native' },
  'message-port, JSON text': { channel: 'message-port', encoding: 'json' },
  'node-ipc-json': { channel: 'node-ipc-json', encoding: 'native' },
  'node-ipc-advanced': { channel: 'node-ipc-advanced', encoding: 'native' },
  'unix-socket, JSON': { channel: 'unix-socket', encoding: 'json' },
  'unix-socket, v8.serialize': { channel: 'unix-socket', encoding: 'v8' },
};
const fewest: ReadonlySet<string> = new Set(['message-port', 'unix-socket, JSON']);
/** Eight rounds can decide six comparisons: two of each object. */
const quicklyCompared: ReadonlySet<string> = new Set(['message-port, JSON text', 'unix-socket, JSON']);

const contents = { record: 'record of ten fields', numbers: '1,000 numbers', text: '10 KB of text' } as const;
type Content = keyof typeof contents;

export const ipcObjectsExperiment: Experiment<ChannelWanted> = {
  name: 'ipc-objects',
  title: 'Objects through channels',
  question: 'Which way takes an object to another thread or process and back soonest: cloned, as JSON or serialized?',
  description:
    'a record, an array and a text there and back: structured clone, JSON, v8.serialize; threads and processes',
  isHeadline: false,
  kind: 'channel',
  factor: { title: 'Way', plural: 'ways' },
  baseline: 'message-port',
  primaryMetric: 'roundTripNs',
  metrics: ['roundTripNs', 'cpuNsPerMessage'],
  summary: 'first',
  axis: null,
  precedent: null,
  slices: { quick: 2 },
  groups: (profile) =>
    (Object.keys(contents) as Content[]).map((content) => ({
      label: contents[content],
      level: null,
      arms: Object.entries(ways)
        .filter(([name]) => profile !== 'smoke' || fewest.has(name))
        .map(([name, way]) => ({
          name,
          setup: { ...usual, ...way, content, bytes: 0 },
          compared: name !== 'message-port' && (isThorough(profile) || quicklyCompared.has(name)),
        })),
    })),
};
