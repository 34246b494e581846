/**
 * What does finding the end of a message cost? The Socket Programming HOWTO ("Using a Socket") knows four ways: fixed
 * length, a delimiter, a length in front, the end of the connection. Here they are under load, with everything else of an
 * exchange around them, beside the same bytes as a stream that nobody looks for messages in (`raw`).
 */
import { framingNames, framings, type FramingName } from '../../protocol/framing/index.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { isThorough, type Arm, type Experiment } from './experiment.ts';

const payloads = [16, 1024, 65_536];
/** One of each way to find an end; without messages, and with a connection for each. */
const fewest: ReadonlySet<string> = new Set(['raw', 'delimited', 'length-u32', 'until-close']);
/** Eight rounds can decide six comparisons: the two ways that carry messages of any length, at three lengths. */
const quicklyCompared: ReadonlySet<string> = new Set(['delimited', 'length-u32']);
/** Ten rounds can decide 25: seven framings on one thread at three lengths, and four of them on a pool at one. */
const usualPoolPayload = 1024;
const comparedOnPools: ReadonlySet<string> = new Set([...quicklyCompared, 'fixed', 'slip']);

export const framingExperiment: Experiment<ServerWanted> = {
  name: 'framing',
  title: 'Framings',
  question: 'What does finding the end of a message cost?',
  description: 'what finding the end of a message costs: every framing, 16 B to 64 KiB',
  isHeadline: false,
  kind: 'server',
  factor: { title: 'Framing', plural: 'framings' },
  baseline: 'raw',
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'messagesPerSecond'],
  summary: 'first',
  axis: null,
  precedent: null,
  groups(profile) {
    const models = isThorough(profile) ? (['event-loop', 'thread-pool-handoff'] as const) : (['event-loop'] as const);
    return models.flatMap((model) =>
      (profile === 'smoke' ? [1024] : payloads).map((payloadBytes) => {
        const isCompared = (framing: FramingName) => {
          if (isOneMessage(framing)) return false;
          if (profile === 'quick') return quicklyCompared.has(framing);
          const isPool = model !== 'event-loop';
          if (profile === 'standard' && isPool)
            return payloadBytes === usualPoolPayload && comparedOnPools.has(framing);
          return true;
        };
        return {
          label: `${model}, ${payloadBytes < 1024 ? `${payloadBytes} B` : `${payloadBytes / 1024} KiB`}`,
          level: null,
          arms: framingNames
            .filter((name) => profile !== 'smoke' || fewest.has(name))
            .map((framing): Arm<ServerWanted> => {
              const conditions = { ...usual, model, payloadBytes, framing };
              return { name: framing, setup: withItsLoad(conditions, framing), compared: isCompared(framing) };
            }),
        };
      }),
    );
  },
};

/** Where a connection carries one message, most of its cost is the connection: it is shown, and not compared. */
function isOneMessage(framing: FramingName): boolean {
  return framings[framing].boundary === 'end-of-stream';
}

/** A framing that ends a message with its connection has no other way to be served. */
function withItsLoad(conditions: ServerWanted, framing: FramingName): ServerWanted {
  if (!isOneMessage(framing)) return conditions;
  return { ...conditions, load: { shape: 'churn', inProgress: 64, exchangesPerConnection: 1 } };
}
