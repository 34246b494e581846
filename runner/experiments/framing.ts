/**
 * What does finding the end of a message cost? The Socket Programming HOWTO ("Using a Socket") knows four ways: fixed
 * length, a delimiter, a length in front, the end of the connection. Here they are under load, with everything else of an
 * exchange around them: what a framing costs beside system calls, not by itself.
 */
import { framingNames, framings, type FramingName } from '../../protocol/framing/index.ts';
import type { Framing } from '../../protocol/framing/framing.ts';
import { formatEstimate } from '../report/format.ts';
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../statistics/analysis.ts';
import { definitionOf } from '../statistics/metrics.ts';
import { usualConditions } from '../cells.ts';
import type { Experiment } from './experiment.ts';
import { baselineOf, comparedRows, extremes, nothingToCompare, withheld, type ComparedRow } from './sentences.ts';

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
  finding: describe,
};

/** Without messages the server counts chunks; where a connection is a message, most of its cost is the connection. */
function isSameQuestion(framing: string): boolean {
  if (!Object.hasOwn(framings, framing)) return false;
  const { boundary } = framings[framing as FramingName];
  return boundary !== 'none' && boundary !== 'end-of-stream';
}

/** The declared arms farthest down and up from the baseline; what is not compared is said to be so. */
function describe(analysis: ExperimentAnalysis): string {
  const { groups, primaryMetric, baseline, unfit } = analysis;
  const [least, most] = extremes(groups.flatMap((group) => comparedRows(group, analysis)));
  if (least === undefined || most === undefined) return `${baseline}: ${nothingToCompare}.`;
  const place = ({ row, group, shown }: ComparedRow) => `${shown.figure} (${row.cell.arm}; ${group.label})`;
  const range = least === most ? place(most) : `${place(least)} to ${place(most)}`;
  const owns = [least, most].map(({ group }) => group).filter((group, index, all) => all.indexOf(group) === index);
  const own = owns.flatMap((group) => {
    const estimate = baselineOf(group, primaryMetric)?.[primaryMetric] ?? null;
    return estimate === null
      ? []
      : [`${formatEstimate(estimate, definitionOf(primaryMetric).quantity)} at ${group.label}`];
  });
  const answer = `Finding the end of a message in another way costs the server ${range} of its processor time per message with ${baseline}, which is ${own.join(' and ')}.`;
  return `${unfit ? withheld : ''}${answer}${notCompared(groups)}`;
}

/** Arms without messages, or with a connection for each, by what their cells say. */
function notCompared(groups: readonly GroupAnalysis[]): string {
  const cells = groups.flatMap(({ rows }) =>
    rows.filter(({ declared, completed }) => !declared && completed > 0).map(({ cell }) => cell),
  );
  const framingsOf = (isMeant: (cell: Row['cell']) => boolean) => [
    ...new Set(cells.filter(isMeant).map(({ framing }) => framing)),
  ];
  const streams = framingsOf(({ framing }) => boundaryOf(framing) === 'none');
  const singles = framingsOf(({ framing }) => boundaryOf(framing) === 'end-of-stream');
  const reasons = [
    ...streams.map((name) => `${name} (its figure is per chunk)`),
    ...singles.map((name) => `${name} (its figure holds a connection for each message)`),
  ];
  return reasons.length === 0 ? '' : ` Shown and not compared: ${reasons.join(', ')}.`;
}

/** Undefined for one that this version does not know. */
function boundaryOf(framing: string): Framing['boundary'] | undefined {
  return Object.hasOwn(framings, framing) ? framings[framing as FramingName].boundary : undefined;
}
