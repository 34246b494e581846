/** `npm run compare -- A B`: two results side by side, and for each figure whether it held. */
import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathForUser } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import { compareRuns, sides, worsenedBeyond, type Both, type RunComparison } from '../analysis/compare-runs.ts';
import { machineDifferences } from '../report/compare/conditions.ts';
import { failOnWords } from '../report/compare/fail-on.ts';
import { renderComparison, type CompareStyle, type NamedRun } from '../report/compare/terminal.ts';
import { resultName } from '../store/result-file.ts';
import { loadResult } from './load-result.ts';

/** What makes the comparison fail: `slower:10%`. */
export interface FailOn {
  /** 0.1 for 10 %. */
  readonly share: number;
  readonly typed: string;
}

export interface CompareRequest {
  /** Folders or result files, as this process opens them. */
  readonly paths: Both<string>;
  /** Whether runs of two machines may be compared. */
  readonly across: boolean;
  readonly all: boolean;
  readonly failOn: FailOn | null;
}

/** As of what cannot be done: a check that could not look has neither passed nor failed. */
const notChecked = 2;

export interface Comparison {
  readonly text: string;
  /** 1 where `failOn` found something, 2 where it could not look at all that was asked, else 0. */
  readonly exitCode: number;
}

/** @throws UserError, one sentence, when the two cannot be compared */
export async function compareResults(
  { paths, across, all, failOn }: CompareRequest,
  style: CompareStyle,
): Promise<Comparison> {
  const runs = { A: await loadNamed(paths.A), B: await loadNamed(paths.B) };
  await refuseSame(paths, runs);
  const whyOther = otherMachines(runs);
  if (whyOther !== null && !across) throw new UserError(`${whyOther}; ${acrossAdvice}`);
  const isAcross = whyOther !== null;
  const comparison = compareRuns({ A: runs.A.analysis, B: runs.B.analysis }, { all, across: isAcross });
  refuseNothingInCommon(comparison, runs);
  const text = renderComparison(runs, comparison, { across: isAcross, style });
  if (failOn === null) return { text, exitCode: 0 };
  const worsened = worsenedBeyond(comparison, failOn.share);
  const checked = failOnWords(comparison, worsened, failOn.typed, style.columns);
  const passed = checked.isChecked ? 0 : notChecked;
  return { text: `${text}\n${checked.text}\n`, exitCode: worsened.length > 0 ? 1 : passed };
}

async function loadNamed(path: string): Promise<NamedRun> {
  const { result, analysis } = await loadResult(path);
  return { name: pathForUser(path), result, analysis };
}

/** The same file by whatever way, or a copy of it. */
async function refuseSame(paths: Both<string>, { A, B }: Both<NamedRun>): Promise<void> {
  const advice = 'compare two runs';
  const [one, other] = await Promise.all(sides.map((side) => fileOf(paths[side])));
  if (one === other) throw new UserError(`${paths.A} and ${paths.B}: are the same result; ${advice}`);
  if (A.result.startedAt !== B.result.startedAt || A.result.plan.seed !== B.result.plan.seed) return;
  const { startedAt, plan } = A.result;
  throw new UserError(
    `${paths.A} and ${paths.B}: are copies of the same run, begun at ${startedAt} with the seed ${plan.seed}; ${advice}`,
  );
}

async function fileOf(path: string): Promise<string> {
  return await realpath((await stat(path)).isDirectory() ? join(path, resultName) : path);
}

const acrossAdvice = 'compare runs of one machine, or add --across, which compares ratios within each run all the same';

/** Null for one machine. What is unknown of it is no difference, and is told with the comparison. */
function otherMachines({ A, B }: Both<NamedRun>): string | null {
  const { differing, unknown } = machineDifferences({ A: A.result, B: B.result });
  const names = new Set(unknown.map(({ name }) => name));
  if (names.has('processor') && names.has('processor family'))
    return `${A.name} and ${B.name}: nothing tells whether their processors are the same`;
  if (differing.length === 0) return null;
  const told = differing.map(({ name, was, is }) => `${name} was ${was ?? 'unknown'}, is ${is ?? 'unknown'}`);
  return `${A.name} and ${B.name}: were measured on different machines: ${told.join('; ')}`;
}

function refuseNothingInCommon({ figures, crossovers }: RunComparison, { A, B }: Both<NamedRun>): void {
  if (figures.length > 0 || crossovers.length > 0) return;
  const [one, other] = [A, B].map(({ name, analysis }) => {
    const experiments = analysis.experiments.map((experiment) => experiment.name);
    return `${name} has ${experiments.length === 0 ? 'no experiment' : experiments.join(', ')}`;
  });
  throw new UserError(
    `${A.name} and ${B.name}: have no comparison in common: ${one}, and ${other}; compare runs of the same experiments in the same profile`,
  );
}

const mostPercent = 1000;

/** `slower:10%`. @throws UserError */
export function parseFailOn(typed: string): FailOn {
  const percent = Number(/^slower:(\d+(?:\.\d+)?)%$/.exec(typed)?.[1] ?? Number.NaN);
  if (!(percent > 0 && percent <= mostPercent)) {
    throw new UserError(
      `--fail-on ${typed}: use slower:PERCENT%, such as slower:10%, with a number above 0 and up to ${mostPercent}`,
    );
  }
  return { share: percent / 100, typed };
}
