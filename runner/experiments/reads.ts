/** The cells that an experiment reads from others are measured in the same run: with those alone, where nobody asked for the others. */
import type { ProfileName } from '../result/plan.ts';
import type { Experiment, Read } from './experiment.ts';

type Registry = Readonly<Record<string, Experiment>>;

/**
 * @param chosen what the user asked for, in the order of the registry
 * @returns these, and before them the parts of others that they read, in the order of the registry
 */
export function withReads(chosen: readonly Experiment[], registry: Registry): readonly Experiment[] {
  const names = new Set(chosen.map(({ name }) => name));
  const reads = chosen.flatMap(({ reads: own = [] }) => own).filter(({ experiment }) => !names.has(experiment));
  const wanted = Map.groupBy(reads, ({ experiment }) => experiment);
  const parts = Object.values(registry).flatMap((experiment) => {
    const own = wanted.get(experiment.name);
    return own === undefined ? [] : [partOf(experiment, own)];
  });
  return [...parts, ...chosen];
}

/**
 * Of a quick run, as many as the experiments of the main job have. What is read decides by bounds with wide room, and a slice
 * less of each cell is minutes of a run that reads from six experiments.
 */
const mostQuickSlices = 4;

/** The groups and arms that are read, and the baseline beside them, in whichever profile: as the quick one measures them. */
function partOf(experiment: Experiment, reads: readonly Read[]): Experiment {
  const byGroup = Map.groupBy(reads, ({ group }) => group);
  return {
    ...experiment,
    slices: slicesOf(experiment),
    groups: (profile, processors) => {
      const baseline = experiment.baselineOn?.(processors) ?? experiment.baseline;
      const asQuick: ProfileName = profile === 'smoke' ? 'quick' : profile;
      return experiment.groups(asQuick, processors).flatMap((group) => {
        const arms = new Set(byGroup.get(group.label)?.map(({ arm }) => arm));
        if (arms.size === 0) return [];
        const kept = group.arms.filter(({ name }) => arms.has(name) || name === baseline);
        return [{ ...group, arms: kept.map((arm) => ({ ...arm, compared: arms.has(arm.name), twice: false })) }];
      });
    },
  };
}

/** Other profiles have what they have. */
function slicesOf({ slices = {} }: Experiment): Experiment['slices'] & {} {
  const own =
    typeof slices === 'number' ? { smoke: slices, quick: slices, standard: slices, rigorous: slices } : slices;
  return { ...own, quick: Math.min(mostQuickSlices, own.quick ?? mostQuickSlices) };
}
