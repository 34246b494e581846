/**
 * The cells that an experiment reads from others are measured in the same run: with those alone, where nobody asked for the
 * others. Claims name the cells of quick runs, so these are what is added, whatever the profile; arms that are in groups of
 * these, and in thorough runs alone, are added to them.
 */
import type { ProfileName } from '../result/plan.ts';
import type { Experiment, ExperimentGroup, Processors, Read } from './experiment.ts';

type Registry = Readonly<Record<string, Experiment>>;

/**
 * @param chosen what the user asked for
 * @param profile of the run: one of smoke reads nothing
 * @returns these, the others' parts that they read before them in the order of the registry
 */
export function withReads(
  chosen: readonly Experiment[],
  registry: Registry,
  profile: ProfileName,
): readonly Experiment[] {
  // It shows that everything runs, and answers nothing.
  if (profile === 'smoke') return chosen;
  const wanted = Map.groupBy(
    chosen.flatMap(({ reads = [] }) => reads),
    ({ experiment }) => experiment,
  );
  const names = new Set(chosen.map(({ name }) => name));
  const parts = Object.values(registry).flatMap((experiment) => {
    const reads = names.has(experiment.name) ? undefined : wanted.get(experiment.name);
    if (reads === undefined) return [];
    const whole = { ...experiment, ...comparedWith(experiment, reads), slices: slicesOf(experiment) };
    return [partOf({ ...whole, groups: () => [] }, whole, reads)];
  });
  return [
    ...parts,
    ...chosen.map((experiment) => {
      const reads = wanted.get(experiment.name);
      return reads === undefined ? experiment : partOf(experiment, experiment, reads);
    }),
  ];
}

/**
 * Of a quick run, half as many as the experiments of the main job have: what is read decides by bounds with wide room, intervals
 * are as wide as rounds differ, and two slices less of each cell shorten a run that reads from five experiments.
 */
const mostQuickSlices = 2;

/** Other profiles have what they have. */
function slicesOf({ slices = {} }: Experiment): Experiment['slices'] & {} {
  const own =
    typeof slices === 'number' ? { smoke: slices, quick: slices, standard: slices, rigorous: slices } : slices;
  return { ...own, quick: Math.min(mostQuickSlices, own.quick ?? mostQuickSlices) };
}

/**
 * A baseline that nothing reads is two cells of every block that nobody judges by: where nobody asked for the experiment
 * itself, the first arm that is read takes its place. Tables that were made for the other baseline are left out.
 */
function comparedWith(experiment: Experiment, reads: readonly Read[]): Partial<Experiment> {
  const { baseline } = experiment;
  const names = new Set(reads.map(({ arm }) => arm));
  if (baseline === null || experiment.baselineOn !== undefined || names.has(baseline)) return {};
  const firstRead = (on: Processors) =>
    experiment.groups('quick', on).flatMap(({ label, arms }) => {
      const read = new Set(reads.flatMap(({ group, arm }) => (group === label ? [arm] : [])));
      return arms.find(({ name }) => read.has(name)) ?? [];
    });
  return { baselineOn: (on) => firstRead(on)[0]?.name ?? baseline, precedent: null };
}

/** What the user asked of it, and the groups that are read and not among these: the arms that are read, and the baseline. */
function partOf(asked: Experiment, whole: Experiment, reads: readonly Read[]): Experiment {
  const byGroup = Map.groupBy(reads, ({ group }) => group);
  return {
    ...whole,
    groups: (profile, processors) => {
      const groups = asked.groups(profile, processors);
      const there = new Set(groups.map(({ label }) => label));
      const thorough = new Map(whole.groups('standard', processors).map(({ label, arms }) => [label, arms]));
      const added = whole.groups('quick', processors).flatMap((group) => {
        const read = byGroup.get(group.label);
        if (read === undefined || there.has(group.label)) return [];
        const own = new Set(group.arms.map(({ name }) => name));
        const others = (thorough.get(group.label) ?? []).filter(({ name }) => !own.has(name));
        return [onlyArms({ ...group, arms: [...group.arms, ...others] }, read, whole, processors)];
      });
      return [...groups, ...added];
    },
  };
}

function onlyArms(group: ExperimentGroup, reads: readonly Read[], whole: Experiment, on: Processors): ExperimentGroup {
  const names = new Set(reads.map(({ arm }) => arm));
  const baseline = whole.baselineOn?.(on) ?? whole.baseline;
  const arms = group.arms.filter(({ name }) => names.has(name) || name === baseline);
  return { ...group, arms: arms.map((arm) => ({ ...arm, compared: names.has(arm.name) })) };
}
