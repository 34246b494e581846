/** What is wrong with the trials of a result: of no cell of the plan, there twice, missing, or of a block that no run measures. */
import { mostRepeats } from '../plan/schedule.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { experiments, type ExperimentName } from '../experiments/index.ts';
import { firstAmong } from '../store/first-among.ts';
import { measurementContradiction } from './measurement-contradictions.ts';
import { resultVersion, type ResultFile } from './result.ts';
import { judge } from '../trials/server/evidence.ts';
import type { Cell, Trial } from './trial.ts';

/** 'place in the file: what is wrong', or null. */
export function trialsContradiction(result: ResultFile): string | null {
  return inIdentities(result) ?? inSkips(result) ?? inRounds(result) ?? inAttempts(result) ?? inMeasurements(result);
}

function inIdentities({ plan, trials }: ResultFile): string | null {
  const cells = new Set(plan.groups.flatMap((group) => group.cells.map((cell) => cell.id)));
  const seen = new Map<string, number>();
  return firstAmong(trials, ({ cell, round, attempt, outcome }, index) => {
    const place = `trials[${index}]`;
    if (!cells.has(cell)) return `${place}.cell: ${cell} is no cell of the plan`;
    if (round >= plan.rounds) return `${place}.round: ${round}, in a plan of ${plan.rounds} rounds counted from 0`;
    if (outcome === 'skipped' && (round > 0 || attempt > 0)) {
      return `${place}: a skipped cell is noted once, in round 0 and attempt 0`;
    }
    const key = JSON.stringify([cell, round, attempt]);
    const earlier = seen.get(key);
    seen.set(key, index);
    return earlier === undefined ? null : `${place}: is the same cell, round and attempt as trials[${earlier}]`;
  });
}

function inSkips({ trials }: ResultFile): string | null {
  const skipped = new Map(
    trials.flatMap(({ cell, outcome }, i) => (outcome === 'skipped' ? [[cell, i] as const] : [])),
  );
  return firstAmong(trials, ({ cell, outcome }, index) => {
    const skip = skipped.get(cell);
    if (outcome === 'skipped' || skip === undefined) return null;
    return `trials[${index}]: is of ${cell}, which was skipped (trials[${skip}])`;
  });
}

/** A run that is finished has measured every cell in every round, unless the cell could not run here at all. */
function inRounds({ finishedAt, plan, trials }: ResultFile): string | null {
  if (finishedAt === null) return null;
  const measured = Map.groupBy(trials, ({ cell }) => cell);
  return firstAmong(
    plan.groups.flatMap(({ cells }) => cells),
    ({ id }) => {
      const ofCell = measured.get(id) ?? [];
      if (ofCell.some(({ outcome }) => outcome === 'skipped')) return null;
      const rounds = new Set(ofCell.map(({ round }) => round));
      const missing = Array.from({ length: plan.rounds }, (_, round) => round).find((round) => !rounds.has(round));
      return missing === undefined ? null : `finishedAt: ${finishedAt}, and ${id} has no trial of round ${missing}`;
    },
  );
}

/**
 * Every declared arm that ran is compared where its baseline and the control ran: a comparison that was taken away, say of an arm
 * that did badly, would make the others' intervals narrower. Which cells were skipped is known once a block was measured.
 */
export function comparisonsContradiction({ plan, trials }: ResultFile): string | null {
  const skipped = new Set(trials.flatMap(({ cell, outcome }) => (outcome === 'skipped' ? [cell] : [])));
  const begun = new Set(trials.flatMap(({ cell, outcome }) => (outcome === 'skipped' ? [] : [cell])));
  return firstAmong(plan.groups, ({ cells, comparisons }, g) => {
    if (!cells.some(({ id }) => begun.has(id))) return null;
    const running = cells.filter(({ id }) => !skipped.has(id));
    if (!(['baseline', 'control'] as const).every((side) => running.some(({ role }) => role === side))) return null;
    const compared = new Set(comparisons.map(({ arm }) => arm));
    const missing = running.find((cell) => cell.role === 'arm' && !compared.has(cell.id) && isDeclared(cell, plan));
    return missing === undefined ? null : `plan.groups[${g}].comparisons: ${missing.id} is compared with nothing`;
  });
}

/** Of an experiment that this edition does not know, every arm. */
function isDeclared(cell: Cell, { profile }: ResultFile['plan']): boolean {
  const { experiment: name, arm } = cell;
  if (!Object.hasOwn(experiments, name)) return true;
  const experiment: Experiment = experiments[name as ExperimentName];
  return experiment.declares(arm, cell, profile);
}

interface Placed {
  readonly trial: Trial;
  readonly place: string;
}

function inAttempts({ plan, trials }: ResultFile): string | null {
  const placed = trials.map((trial, index): Placed => ({ trial, place: `trials[${index}].attempt` }));
  const byCell = Map.groupBy(placed, ({ trial }) => trial.cell);
  return firstAmong(plan.groups, ({ cells }) => {
    const ofGroup = cells.flatMap(({ id }) => byCell.get(id) ?? []);
    const measured = ofGroup.filter(({ trial }) => trial.outcome !== 'skipped');
    const complete = cells.length - (ofGroup.length - measured.length);
    const blocks = Map.groupBy(measured, ({ trial }) => trial.round);
    return firstAmong([...blocks.values()], (block) => inBlock(block, complete));
  });
}

/**
 * Attempts are counted from 0 without a gap. A block is repeated `mostRepeats` times at most, unless it was cut off
 * while it was being saved: `--resume` tries such a block again, whatever its number. `complete`: trials of a block.
 */
function inBlock(block: readonly Placed[], complete: number): string | null {
  const byAttempt = Map.groupBy(block, ({ trial }) => trial.attempt);
  return firstAmong(block, ({ trial: { attempt }, place }) => {
    if (attempt === 0) return null;
    if (!byAttempt.has(attempt - 1)) return `${place}: ${attempt}, and this block has no attempt ${attempt - 1}`;
    const wasCutOff = [...byAttempt].every(([earlier, { length }]) => earlier >= attempt || length < complete);
    return attempt <= mostRepeats || wasCutOff
      ? null
      : `${place}: ${attempt}, and a block is repeated at most ${mostRepeats} times`;
  });
}

function inMeasurements({ version, environment, plan, trials }: ResultFile): string | null {
  const homes = new Map(plan.groups.flatMap((group) => group.cells.map((cell) => [cell.id, { cell, group }] as const)));
  const { count } = environment.processor;
  return firstAmong(trials, (trial, index) => {
    const home = homes.get(trial.cell);
    if (trial.outcome !== 'completed' || home === undefined) return null;
    const place = `trials[${index}]`;
    const { measurement } = trial;
    return (
      measurementContradiction({ measurement, place: `${place}.measurement`, ...home, plan, count }) ??
      // An older file was judged by the rules of its time.
      (version === resultVersion ? inWarnings(trial, `${place}.warnings`, home.cell, count) : null)
    );
  });
}

type Completed = Extract<Trial, { readonly outcome: 'completed' }>;

/**
 * The warnings have to be those that the evidence gives. How many processors an unpinned program could use when it was
 * judged is not stored (it may have been fewer than the machine has), so that any number is believed that gives them.
 */
function inWarnings({ measurement, warnings }: Completed, place: string, cell: Cell, count: number): string | null {
  const isPinned = cell.serverCpus !== null && cell.clientCpus !== null;
  const given = JSON.stringify(warnings);
  for (let processorCount = count; processorCount > 0; processorCount--) {
    const due = judge(measurement, cell, { processorCount });
    if (JSON.stringify(due) === given) return null;
    if (isPinned) break;
  }
  const due = judge(measurement, cell, { processorCount: count });
  return `${place}: [${warnings.join(', ')}], and the evidence of this trial gives [${due.join(', ')}]`;
}
