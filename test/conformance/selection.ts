/**
 * Which models and framings the contract is tested with. `npm test` has one model of each way to accept, read and compute,
 * since those that share one share its code; every model with every framing takes minutes: `npm run conformance`.
 */
import { framingNames, type FramingName } from '../../protocol/framing/index.ts';
import { modelNames, type ModelName } from '../../servers/models/index.ts';

/** Set by main.ts, and by nobody else. */
const isComplete = process.env.CONFORMANCE === 'every model';

/** One thread on Node's sockets and on our own loop; threads, pools and offloading; processes, Node's cluster; blocking. */
const representatives: ReadonlySet<ModelName> = new Set([
  'event-loop',
  'epoll-loop',
  'thread-per-connection',
  'thread-pool-handoff',
  'thread-offload',
  'process-pool-shared',
  'cluster-round-robin',
  'blocking-process-per-connection',
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
    const chosen: readonly FramingName[] = isComplete || readers.has(model) ? framingNames : ['length-u32'];
    return chosen.map((framing) => ({ model, framing }));
  },
);
