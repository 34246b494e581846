/** Claim 13: what is left of a connection when one side has said that it sends no more. */
import { models, modelNames, type ModelName } from '../../../servers/models/index.ts';
import type { ServerModel } from '../../../servers/server-model.ts';
import type { DeclaredClaim, ObservedArm } from './claim.ts';

const sizes = '1,64,1024,65536,1048576,8388608';
const largestBytes = 64 * 1024 * 1024;
const server = (model: string) => ({ model, framing: 'until-close', maxMessageBytes: largestBytes });

const armOf = (model: ModelName): ObservedArm => {
  const served: ServerModel = models[model];
  return {
    name: model,
    setup: {
      observation: 'half-close',
      parameters: { sizes },
      server: server(model),
      overlaps: true,
      // One that starts a worker for each connection does so six times.
      takesMs: served.connectionLimit === undefined ? 90 : 900,
    },
  };
};

const largest: ObservedArm = {
  name: 'event-loop, replies of 64 MiB',
  setup: {
    observation: 'half-close',
    parameters: { sizes: `${largestBytes},${largestBytes}` },
    server: server('event-loop'),
    overlaps: true,
    takesMs: 700,
  },
};

const unendedSizes = Array.from({ length: 20 }, () => 64);
const unended: ObservedArm = {
  name: 'event-loop, nothing shut down',
  setup: {
    observation: 'half-close',
    parameters: { sizes: unendedSizes.join(','), shutdown: false },
    server: server('event-loop'),
    takesMs: 120,
  },
};

/** What the option of node:net does to a server that has to look something up before it replies. */
const nameOnNode = (allowHalfOpen: boolean) => `node:net, allowHalfOpen ${allowHalfOpen}, replies a moment later`;
const onNode = (allowHalfOpen: boolean): ObservedArm => ({
  name: nameOnNode(allowHalfOpen),
  setup: { observation: 'half-open', parameters: { allowHalfOpen }, takesMs: 20 },
});

const [firstModel = 'event-loop', ...otherModels] = modelNames;
const [secondModel = firstModel, ...more] = otherModels;

export const halfCloseClaim: DeclaredClaim = {
  number: 13,
  name: 'half-close',
  section: 'Disconnecting',
  says: 'When a client has sent its request and then does shutdown(1), the server sees the end of input and can take the request for complete; the client can still receive, and the server sends its reply.',
  test: 'A request, shutdown for sending, and a reply of the same bytes, which is compared byte for byte: 1 B to 8 MiB in six sizes with every server model, 64 MiB with one; and requests after which nothing is shut down, for 100 ms.',
  mechanism:
    "A connection of TCP is closed for each direction by itself. The client's FIN leaves the server's side open (CLOSE_WAIT), and the server's bytes are taken and acknowledged in FIN_WAIT_2. In Node both sides have to ask for it: without allowHalfOpen node:net ends its own side in the turn in which it told of the other's end, and a reply that comes later is lost.",
  sources: [
    'shutdown(2)',
    'RFC 9293, sections 3.6 and 3.3.2',
    'Node.js documentation, net: net.createServer, allowHalfOpen',
  ],
  figures: { share: 'Replies that come whole' },
  // 432 replies of 18 models, 8 of 64 MiB, and 80 requests after which nothing is shut down.
  mostRounds: 4,
  observed: [...modelNames.map(armOf), largest, unended, onNode(true), onNode(false)],
  predictions: [
    {
      text: 'with servers of every model, 98 of 100 replies from 1 B to 8 MiB come whole, or more',
      of: { arm: firstModel, pooledWith: [secondModel, ...more], metric: 'share' },
      least: 0.98,
    },
    {
      text: 'so do replies of 64 MiB: at least half of them, of the few that are tried',
      of: { arm: largest.name, metric: 'share' },
      least: 0.5,
    },
    {
      text: 'so they do with a server of node:net as it is by default, which replies a moment later: at least half of them',
      of: { arm: nameOnNode(false), metric: 'share' },
      least: 0.5,
    },
    {
      text: 'it is the shutdown that tells the server: where nothing is shut down, one of ten requests is replied to, or fewer',
      of: { arm: unended.name, metric: 'share' },
      most: 0.1,
    },
  ],
};
