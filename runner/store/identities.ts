/**
 * Whether trials and plan belong together: names that lead somewhere, each trial once, no round missing, attempts as a run
 * leaves them. `--resume` and the choice of attempts rest on these.
 */
import { mostRepeats } from '../plan/schedule.ts';
import { roundsOfGroup, type CellRole, type Group, type Plan } from '../result/plan.ts';
import type { Trial } from '../result/trial.ts';
import { firstProblem, repeated } from './first-problem.ts';

/** 'place in the file: what is wrong', or null. */
export function identityProblem(plan: Plan, trials: readonly Trial[], isFinished: boolean): string | null {
  return (
    inNames(plan) ??
    inGroups(plan) ??
    inTrials(plan, trials) ??
    inSkips(trials) ??
    (isFinished ? inRounds(plan, trials) : null) ??
    inAttempts(plan, trials)
  );
}

function inNames({ experiments, groups }: Plan): string | null {
  return (
    repeated(experiments.map(({ name }, i) => ({ name, place: `plan.experiments[${i}].name` }))) ??
    repeated(groups.map(({ id }, g) => ({ name: id, place: `plan.groups[${g}].id` }))) ??
    repeated(
      groups.flatMap(({ cells }, g) =>
        cells.map(({ id }, c) => ({ name: id, place: `plan.groups[${g}].cells[${c}].id` })),
      ),
    )
  );
}

/** One of each in a group: what a comparison is against, and what is put in. */
const single: ReadonlySet<CellRole> = new Set(['baseline', 'slowdown']);

function inGroups({ groups }: Plan): string | null {
  return firstProblem(groups, (group, g) => {
    const place = `plan.groups[${g}]`;
    return (
      firstProblem(group.cells, ({ experiment, group: of, role, arm }, c) => {
        if (experiment !== group.experiment || of !== group.id)
          return `${place}.cells[${c}]: is of ${of}, in the group ${group.id}`;
        const first = group.cells.findIndex((other) => other.role === role);
        if (single.has(role) && first !== c) return `${place}.cells[${c}].role: a second ${role} in this group`;
        const twin = group.cells.findIndex((other) => other.role === 'twin' && other.arm === arm);
        return role === 'twin' && twin !== c
          ? `${place}.cells[${c}].role: a second twin of ${arm} in this group`
          : null;
      }) ?? inComparisons(group, place)
    );
  });
}

function inComparisons({ cells, comparisons }: Group, place: string): string | null {
  const roles = new Map(cells.map(({ id, role }) => [id, role]));
  return firstProblem(comparisons, ({ arm, reference }, i) => {
    const ids = 'cells' in reference ? [arm, ...reference.cells] : [arm];
    const unknown = ids.find((id) => !roles.has(id));
    if (unknown !== undefined) {
      const where = unknown === arm ? '.arm' : '.reference';
      return `${place}.comparisons[${i}]${where}: ${unknown} is no cell of this group`;
    }
    if (comparisons.findIndex((other) => other.arm === arm) !== i)
      return `${place}.comparisons[${i}].arm: ${arm} is there twice`;
    return null;
  });
}

function inTrials(plan: Plan, trials: readonly Trial[]): string | null {
  const roundsOf = new Map(
    plan.groups.flatMap((group) => group.cells.map(({ id }) => [id, roundsOfGroup(group, plan.rounds)] as const)),
  );
  const seen = new Map<string, number>();
  return firstProblem(trials, ({ cell, round, attempt, outcome }, index) => {
    const place = `trials[${index}]`;
    const rounds = roundsOf.get(cell);
    if (rounds === undefined) return `${place}.cell: ${cell} is no cell of the plan`;
    if (round >= rounds) {
      const what = rounds === plan.rounds ? '' : ` that measures ${cell} in the first ${rounds}`;
      return `${place}.round: ${round}, in a plan of ${plan.rounds} rounds counted from 0${what}`;
    }
    if (outcome === 'skipped' && (round > 0 || attempt > 0)) {
      return `${place}: a skipped cell is noted once, in round 0 and attempt 0`;
    }
    const key = JSON.stringify([cell, round, attempt]);
    const earlier = seen.get(key);
    seen.set(key, index);
    return earlier === undefined ? null : `${place}: is the same cell, round and attempt as trials[${earlier}]`;
  });
}

function inSkips(trials: readonly Trial[]): string | null {
  const skipped = new Map(trials.flatMap(({ cell, outcome }, i) => (outcome === 'skipped' ? [[cell, i]] : [])));
  return firstProblem(trials, ({ cell, outcome }, index) => {
    const skip = skipped.get(cell);
    if (outcome === 'skipped' || skip === undefined) return null;
    return `trials[${index}]: is of ${cell}, which was skipped (trials[${skip}])`;
  });
}

/** A run that is finished has measured every cell in every round, unless the cell could not run here at all. */
function inRounds(plan: Plan, trials: readonly Trial[]): string | null {
  const byCell = Map.groupBy(trials, ({ cell }) => cell);
  return firstProblem(
    plan.groups.flatMap(({ cells, mostRounds }) => cells.map(({ id }) => ({ id, mostRounds }))),
    ({ id, mostRounds }) => {
      const ofCell = byCell.get(id) ?? [];
      if (ofCell.some(({ outcome }) => outcome === 'skipped')) return null;
      const rounds = new Set(ofCell.map(({ round }) => round));
      // With a precision, an experiment ends after one of several looks.
      const ends = [...(plan.precision?.looks ?? []), plan.rounds].map((end) => roundsOfGroup({ mostRounds }, end));
      const least = Math.min(...ends.filter((end) => end > Math.max(-1, ...rounds)));
      // A plan of very many rounds is no reason to list them: the first that is missing comes soon.
      let missing = 0;
      while (missing < least && rounds.has(missing)) missing += 1;
      return missing >= least ? null : `the run is finished, and ${id} has no trial of round ${missing}`;
    },
  );
}

interface Placed {
  readonly trial: Trial;
  readonly place: string;
}

function inAttempts(plan: Plan, trials: readonly Trial[]): string | null {
  const placed = trials.map((trial, index): Placed => ({ trial, place: `trials[${index}].attempt` }));
  const byCell = Map.groupBy(placed, ({ trial }) => trial.cell);
  return firstProblem(plan.groups, ({ cells }) => {
    const ofGroup = cells.flatMap(({ id }) => byCell.get(id) ?? []);
    const measured = ofGroup.filter(({ trial }) => trial.outcome !== 'skipped');
    const complete = cells.length - (ofGroup.length - measured.length);
    const blocks = Map.groupBy(measured, ({ trial }) => trial.round);
    return firstProblem([...blocks.values()], (block) => inBlock(block, complete));
  });
}

/**
 * Attempts are counted from 0 without a gap. A block is repeated `mostRepeats` times at most, unless it was cut off
 * while it was being saved: `--resume` tries such a block again, whatever its number. `complete`: trials of a block.
 */
function inBlock(block: readonly Placed[], complete: number): string | null {
  const byAttempt = Map.groupBy(block, ({ trial }) => trial.attempt);
  return firstProblem(block, ({ trial: { attempt }, place }) => {
    if (attempt === 0) return null;
    if (!byAttempt.has(attempt - 1)) return `${place}: ${attempt}, and this block has no attempt ${attempt - 1}`;
    const wasCutOff = [...byAttempt].every(([earlier, { length }]) => earlier >= attempt || length < complete);
    return attempt <= mostRepeats || wasCutOff
      ? null
      : `${place}: ${attempt}, and a block is repeated at most ${mostRepeats} times`;
  });
}
