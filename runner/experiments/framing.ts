/**
 * What does finding the end of a message cost? The Socket Programming HOWTO ("Using a Socket") knows four ways: fixed
 * length, a delimiter, a length in front, the end of the connection. Here they are under load, with everything else of an
 * exchange around them, beside the same bytes as a stream that nobody looks for messages in (`raw`).
 */
import { framingNames, framings, type FramingName } from '../../protocol/framing/index.ts';
import { labelledText } from '../report/text/comparison.ts';
import type { ExperimentAnalysis, GroupAnalysis } from '../analysis/analysis.ts';
import { usualConditions } from '../trials/server/cells.ts';
import { isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { baselineOf, comparedRows, extremes, nothingToCompare, withheld } from '../report/findings/sentences.ts';

const payloads = [16, 1024, 65_536];
const [quickModel, ...pools] = ['event-loop', 'thread-pool-handoff'] as const;
/** One of each way to find an end; without messages, and with a connection for each. */
const fewest: ReadonlySet<string> = new Set(['raw', 'delimited', 'length-u32', 'until-close']);
/** Eight rounds can decide six comparisons: the two ways that carry messages of any length, at three lengths. */
const quicklyDeclared: ReadonlySet<string> = new Set(['delimited', 'length-u32']);
/** Ten rounds can decide 25: seven framings on one thread at three lengths, and four of them on a pool at one. */
const usualPoolPayload = 1024;
const declaredOnPools: ReadonlySet<string> = new Set([...quicklyDeclared, 'fixed', 'slip']);

export const framingExperiment: Experiment = {
  name: 'framing',
  title: 'Framings',
  question: 'What does finding the end of a message cost?',
  description: 'every framing at 16 B, 1 KiB and 64 KiB on an event loop and a pool: server processor time per message',
  isHeadline: false,
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'messagesPerSecond'],
  factor: 'framing',
  baseline: 'raw',
  arms: (profile) => framingNames.filter((name) => profile !== 'smoke' || fewest.has(name)),
  declares(framing, { model, payloadBytes }, profile) {
    if (!isManyMessages(framing)) return false;
    if (profile === 'quick') return quicklyDeclared.has(framing);
    if (profile === 'standard' && model !== quickModel)
      return payloadBytes === usualPoolPayload && declaredOnPools.has(framing);
    return true;
  },
  summary: 'first',
  conditions(profile) {
    const models = isThorough(profile) ? [quickModel, ...pools] : [quickModel];
    return models.flatMap((model) =>
      (profile === 'smoke' ? [1024] : payloads).map((payloadBytes) => {
        return { ...usualConditions, regime: 'equal-budget' as const, workMicros: 0, model, payloadBytes };
      }),
    );
  },
  groupLabel: ({ model, payloadBytes }) =>
    `${model}, ${payloadBytes < 1024 ? `${payloadBytes} B` : `${payloadBytes / 1024} KiB`}`,
  finding: describe,
};

/** Where a connection is a message, most of its cost is the connection. */
function isManyMessages(framing: string): boolean {
  return Object.hasOwn(framings, framing) && framings[framing as FramingName].boundary !== 'end-of-stream';
}

/** The declared arms farthest down and up from the baseline; what is not compared is said to be so. */
function describe(analysis: ExperimentAnalysis): string {
  const { groups, primaryMetric, baseline, unfit } = analysis;
  const [least, most] = extremes(groups.flatMap((group) => comparedRows(group, analysis)));
  if (least === undefined || most === undefined) return `${baseline}: ${nothingToCompare}.`;
  const ends = [...new Set([least, most])];
  const places = ends.map(
    ({ row, group, shown }) => `${shown.figure}${shown.labels} (${row.cell.arm}; ${group.label})`,
  );
  const owns = [...new Set(ends.map(({ group }) => group))].flatMap((group) => {
    const row = baselineOf(group, primaryMetric);
    const own = row?.[primaryMetric] ?? null;
    return row === null || own === null ? [] : [`${labelledText(row, own, primaryMetric)} at ${group.label}`];
  });
  const range = places.length === 1 ? places[0] : `between ${places.join(' and ')}`;
  const answer = `A message whose end has to be found costs the server ${range} of the processor time that the same bytes take as a stream without messages (${baseline}: ${owns.join(', ')}).`;
  return `${unfit ? withheld : ''}${answer}${notCompared(groups)}`;
}

/** Arms that were measured without a declared comparison, by why. */
function notCompared(groups: readonly GroupAnalysis[]): string {
  const names = new Set(
    groups.flatMap(({ rows }) =>
      rows.flatMap(({ cell, declared, completed }) =>
        declared || cell.role === 'baseline' || completed === 0 ? [] : [cell.framing],
      ),
    ),
  );
  for (const { rows } of groups) for (const { cell, declared } of rows) if (declared) names.delete(cell.framing);
  const [others, singles] = [[...names].filter(isManyMessages), [...names].filter((name) => !isManyMessages(name))];
  const parts = [
    ...(others.length === 0 ? [] : [others.join(', ')]),
    ...singles.map((name) => `${name} (its figure holds a connection for each message)`),
  ];
  return parts.length === 0 ? '' : ` Shown and not compared: ${parts.join(', ')}.`;
}
