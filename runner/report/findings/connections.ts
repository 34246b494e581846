/** Throughput at both ends, and the models that were left out or cannot hold as many connections as were asked for. */
import type { ExperimentAnalysis, GroupAnalysis } from '../../analysis/analysis.ts';
import { describeEnds } from './sentences.ts';

export function describeConnections(analysis: ExperimentAnalysis): string {
  const { groups } = analysis;
  const ends = describeEnds(analysis, { verb: 'serves', ofWhat: '' });
  const left = groups.flatMap(({ label, rows }) =>
    rows.flatMap(({ cell, skipped }) => (skipped === null ? [] : [{ label, arm: cell.arm, reason: skipped }])),
  );
  const limits = [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, all]) => {
    const arms = [...new Set(all.map(({ arm }) => arm))];
    const labels = [...new Set(all.map(({ label }) => label))];
    return ` Not measured at ${labels.join(', ')}: ${arms.join(', ')} (${reason}).`;
  });
  return `${ends}${leftOut(groups)}${limits.join('')}`;
}

/** Models that a group does not have and others do: quick runs leave out those with a worker for each connection. */
function leftOut(groups: readonly GroupAnalysis[]): string {
  const armsOf = ({ rows }: GroupAnalysis) => rows.map(({ cell }) => cell.arm);
  const known = [...new Set(groups.flatMap(armsOf))];
  const missing = groups.flatMap((group) => {
    const here = new Set(armsOf(group));
    return known.filter((arm) => !here.has(arm)).map((arm) => ({ arm, label: group.label }));
  });
  if (missing.length === 0) return '';
  const arms = [...new Set(missing.map(({ arm }) => arm))].join(', ');
  const labels = [...new Set(missing.map(({ label }) => label))].join(', ');
  return ` Left out at ${labels}: ${arms} (a worker for each connection takes longer to start than everything else in a quick run; longer profiles measure them).`;
}
