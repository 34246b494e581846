/**
 * What does finding the end of a message cost? The Socket Programming HOWTO ("Using a Socket") knows four ways: fixed
 * length, a delimiter, a length in front, the end of the connection. Here they are under load, with everything else of an
 * exchange around them: what a framing costs beside system calls, not by itself.
 */
import { framingNames, framings, type FramingName } from '../../protocol/framing/index.ts';
import { usualConditions } from '../cells.ts';
import type { Experiment } from './experiment.ts';
import { describeFramings } from './sentences.ts';

const payloads = [16, 1024, 65_536];
const models = ['event-loop', 'thread-pool-handoff'];
/** One of each way to find an end; without messages, and with a connection for each. */
const fewest: ReadonlySet<string> = new Set(['raw', 'delimited', 'length-u32', 'until-close']);
/** With the baseline, what the HOWTO chooses between: eight rounds can decide six, two framings at three lengths. */
const quicklyDeclared: ReadonlySet<string> = new Set(['fixed', 'delimited']);
const quickModel = 'event-loop';
/** Ten rounds can decide 25: six framings on one thread at three lengths, and on a pool at one. */
const usualPoolPayload = 1024;

export const framingExperiment: Experiment = {
  name: 'framing',
  title: 'Framings',
  question: 'What does finding the end of a message cost?',
  description: 'every framing at 16 B, 1 KiB and 64 KiB on an event loop and a pool: server processor time per message',
  isHeadline: false,
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'messagesPerSecond'],
  factor: 'framing',
  baseline: 'length-u32',
  arms: (profile) => framingNames.filter((name) => profile !== 'smoke' || fewest.has(name)),
  declares(framing, { model, payloadBytes }, profile) {
    if (!isSameQuestion(framing)) return false;
    if (profile === 'quick') return model === quickModel && quicklyDeclared.has(framing);
    return profile !== 'standard' || model === quickModel || payloadBytes === usualPoolPayload;
  },
  summary: 'first',
  conditions(profile) {
    const chosen = profile === 'smoke' ? { models: [quickModel], payloads: [1024] } : { models, payloads };
    return chosen.models.flatMap((model) =>
      chosen.payloads.map((payloadBytes) => {
        return { ...usualConditions, regime: 'equal-budget' as const, workMicros: 0, model, payloadBytes };
      }),
    );
  },
  groupLabel: ({ model, payloadBytes }) =>
    `${model}, ${payloadBytes < 1024 ? `${payloadBytes} B` : `${payloadBytes / 1024} KiB`}`,
  finding: describeFramings,
};

/** Without messages the server counts chunks; where a connection is a message, most of its cost is the connection. */
function isSameQuestion(framing: string): boolean {
  if (!Object.hasOwn(framings, framing)) return false;
  const { boundary } = framings[framing as FramingName];
  return boundary !== 'none' && boundary !== 'end-of-stream';
}
