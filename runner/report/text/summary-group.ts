/** The group whose figures stand for an experiment, and the one whose comparisons do. */
import { contrastOf, type ExperimentAnalysis, type GroupAnalysis } from '../../analysis/analysis.ts';

type Experiment = Pick<ExperimentAnalysis, 'groups' | 'summary' | 'shown'>;

/** As the plan stores it; undefined of an experiment without groups. */
export function summaryGroup({ groups, summary }: Omit<Experiment, 'shown'>): GroupAnalysis | undefined {
  return summary === 'first' ? groups[0] : groups.at(-1);
}

/** The summary group, or the nearest one that has a declared comparison; undefined where none has. */
export function comparedGroup(experiment: Experiment): GroupAnalysis | undefined {
  const { groups, summary } = experiment;
  const nearestFirst = summary === 'first' ? groups : groups.toReversed();
  const primary = experiment.shown[0];
  return nearestFirst.find(({ rows }) => rows.some((row) => row.declared && contrastOf(row, primary) !== null));
}
