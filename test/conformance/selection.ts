/**
 * Which models, framings, channels and cases are tested. `npm test` has one model of each way to accept and read, since those that
 * share one share its code; all of them take minutes: `npm run conformance`.
 */
import { channelNames, type ChannelName } from '../../ipc/channels/index.ts';
import { framingNames, type FramingName } from '../../protocol/framing/index.ts';
import { modelNames, type ModelName } from '../../servers/models/index.ts';

/** Set by main.ts, and by nobody else. */
const isComplete = process.env.CONFORMANCE === 'every model';

/** One thread on Node's sockets, and on our own loop; a pool of processes; blocking calls in threads, which start sooner than processes. */
const representatives: ReadonlySet<ModelName> = new Set([
  'event-loop',
  'epoll-loop',
  'process-pool-shared',
  'blocking-thread-per-connection',
]);

/** Of each way to be told of bytes: Node's sockets, and our own loop. Blocking calls read as the loop does. */
const readers: ReadonlySet<ModelName> = new Set(['event-loop', 'epoll-loop']);

/** In the order of the catalogue. */
export const testedModels: readonly ModelName[] = modelNames.filter(
  (model) => isComplete || representatives.has(model),
);

/** Every model with the usual framing, and those that stand for a way to read with every one. */
export const testedPairs: readonly { readonly model: ModelName; readonly framing: FramingName }[] = modelNames.flatMap(
  (model) => {
    if (!testedModels.includes(model)) return [];
    const framings: readonly FramingName[] = isComplete || readers.has(model) ? framingNames : ['length-u32'];
    return framings.map((framing) => ({ model, framing }));
  },
);

/** Those that end a message in no way, by a delimiter, by its length, and with the connection. */
export const testedFramings: readonly FramingName[] = chosen(framingNames, [
  'raw',
  'delimited',
  'length-u32',
  'until-close',
]);

/** Streams of Node, values that are handed on, rings that spin and that sleep, and blocking calls. */
export const testedChannels: readonly ChannelName[] = chosen(channelNames, [
  'tcp-loopback',
  'node-ipc-json',
  'message-port-transfer',
  'piscina-run',
  'sab-ring-hybrid',
  'shm-ring-spin',
  'shm-ring-block',
  'pipe-blocking',
]);

/** All cases of a test in `npm run conformance`, some of them in `npm test`. */
export function chosen<Case>(all: readonly Case[], few: readonly Case[]): readonly Case[] {
  return isComplete ? all : few;
}
