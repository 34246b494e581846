/** Throughput at both ends, and the models that were left out or cannot hold as many connections as were asked for. */
import type { ExperimentAnalysis, GroupAnalysis } from '../../analysis/analysis.ts';
import { describeEnds, skippedArms } from './sentences.ts';

export function describeConnections(analysis: ExperimentAnalysis): string {
  const { groups } = analysis;
  const ends = describeEnds(analysis, { verb: 'serves', ofWhat: '' });
  const limits = skippedArms(groups).map(
    ({ arms, labels, reason }) => ` Not measured at ${labels.join(', ')}: ${arms.join(', ')} (${reason}).`,
  );
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
