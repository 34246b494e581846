/** What do connections cost that do nothing? Memory for each, and processor time for all, without any load. */
import { labelledText } from '../report/text/comparison.ts';
import { formatQuantity } from '../report/text/format.ts';
import type { Estimate, ExperimentAnalysis, Row } from '../analysis/analysis.ts';
import { definitionOf } from '../trials/server/metrics.ts';
import { usualConditions } from '../trials/server/cells.ts';
import { everyModel, hasWorkerPerConnection, isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { withheld } from '../report/findings/sentences.ts';

const few = 100;
const many = 1000;
const quicklyDeclared: ReadonlySet<string> = new Set([
  'thread-pool-handoff',
  'thread-offload',
  'process-pool-handoff',
  'cluster-round-robin',
]);

export const idleExperiment: Experiment = {
  name: 'idle',
  title: 'Idle connections',
  question: 'How much memory does an idle connection take, and how much processor time do silent connections use?',
  description: 'memory per idle connection and processor use at 0, 100 and 1,000 idle connections, without load',
  isHeadline: false,
  primaryMetric: 'bytesPerIdleConnection',
  metrics: ['bytesPerIdleConnection', 'idleCpuShare'],
  factor: 'model',
  baseline: 'event-loop',
  arms: (profile) => (profile === 'smoke' ? ['event-loop', 'thread-pool-handoff'] : everyModel),
  // Those with a worker for each connection where they can be, the others where what one takes is seen best.
  declares(model, { idleConnections }, profile) {
    if (idleConnections !== (hasWorkerPerConnection(model) ? few : many)) return false;
    return (
      profile !== 'quick' ||
      quicklyDeclared.has(model) ||
      model === 'thread-per-connection' ||
      model === 'process-per-connection'
    );
  },
  summary: 'last',
  conditions(profile) {
    const levels = profile === 'smoke' ? [10] : isThorough(profile) ? [0, few, many] : [few, many];
    return levels.map((idleConnections) => {
      return { ...usualConditions, regime: 'equal-budget', workMicros: 0, connections: 0, idleConnections };
    });
  },
  groupLabel: ({ idleConnections }) => `${idleConnections} idle connections`,
  finding: describe,
};

/** Memory for each connection, at the most of them that a model held: of the baseline, and of those with least and most. */
function describe(analysis: ExperimentAnalysis): string {
  const { groups, unfit, baseline } = analysis;
  const use = definitionOf('idleCpuShare');
  const held = new Map<string, { readonly label: string; readonly row: Row; readonly bytes: Estimate }>();
  for (const { label, rows } of groups) {
    for (const row of rows) {
      const bytes = row.bytesPerIdleConnection;
      if (bytes !== null) held.set(row.cell.arm, { label, row, bytes });
    }
  }
  const takes = (arm: string) => {
    const at = held.get(arm);
    if (at === undefined) return `${arm} has no figure`;
    // Its upper end only: a reading after a longer pause costs more, so that even nothing comes out above 0.
    const most = at.row.idleCpuShare?.interval?.high ?? 0;
    const used = most > 0 ? ` and uses at most ${formatQuantity(most, use.quantity)} of a processor` : '';
    return `${arm} takes ${labelledText(at.row, at.bytes, 'bytesPerIdleConnection')} for each of ${at.label}${used}`;
  };
  if (held.size === 0) return 'No trial completed.';
  const others = [...held].filter(([arm]) => arm !== baseline).toSorted((a, b) => a[1].bytes.value - b[1].bytes.value);
  const ends = [...new Set([others[0], others.at(-1)])].flatMap((end) => (end === undefined ? [] : [end[0]]));
  const range = ends.map((arm, index) => `${index === 0 ? 'at the least' : 'at the most'}, ${takes(arm)}`);
  return `${unfit ? withheld : ''}${[takes(baseline), ...range].join('; ')}.`;
}
