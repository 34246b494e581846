/**
 * `npm run report -- DIR --hgrm OUT`: the latencies of a result for the tools of HdrHistogram. A file for each completed
 * trial and each distribution of it, and one log with all of them. Trials are never added: percentiles of several trials
 * together would be those of no experiment (docs/methodology.md), and whoever wants a picture of them can add what is here.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatHgrm } from '../../latency/hgrm.ts';
import { formatIntervalLog } from '../../latency/interval-log.ts';
import { distinct, safeName } from '../../latency/safe-names.ts';
import { storageError } from '../../native/storage-error.ts';
import { pathForUser } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import type { Cell, Group } from '../result/plan.ts';
import type { ResultFile } from '../result/result.ts';
import type { Trial } from '../result/trial.ts';
import { createOutDirectory } from '../store/directories.ts';
import { readResult } from '../store/result-file.ts';
import { kindOf, kinds } from '../trials/index.ts';
import type { NamedLatency } from '../trials/kind.ts';

/** Written when all others are: where it is, the export is whole. */
export const logName = 'latencies.hlog';

interface Exported extends NamedLatency {
  readonly group: Group;
  readonly cell: Cell;
  readonly trial: Extract<Trial, { readonly outcome: 'completed' }>;
}

/** Takes the folder of a result or its results.json; returns what to tell the user. @throws UserError */
export async function exportLatencies(path: string, out: string): Promise<string> {
  const result = await readResult(path, kinds);
  const latencies = latenciesOf(result);
  if (latencies.length === 0)
    throw new UserError(`${path}: none of its ${result.trials.length} trials holds latencies: name another result`);
  await using directory = await createOutDirectory(out, '--hgrm');
  const names = distinct(latencies.map((one) => nameOf(one, result.plan.rounds)));
  try {
    for (const [index, one] of latencies.entries()) {
      const content = await formatHgrm(one.latency.histogram, commentsOf(one));
      await writeFile(join(directory.path, `${names[index]}.hgrm`), content);
    }
    await writeFile(join(directory.path, logName), await logOf(latencies, names));
  } catch (error) {
    throw storageError(out, error, 'put that right, then name another folder: this one holds a part of the files');
  }
  return `latencies: ${pathForUser(directory.path)}: ${latencies.length} files of one trial each, and ${logName} with all of them`;
}

function latenciesOf({ plan, trials }: ResultFile): readonly Exported[] {
  const cells = new Map(plan.groups.flatMap((group) => group.cells.map((cell) => [cell.id, { group, cell }])));
  return trials.flatMap((trial) => {
    const place = cells.get(trial.cell);
    if (trial.outcome !== 'completed' || place === undefined) return [];
    const latencies = kindOf(kinds, place.cell.kind).latencies(trial.record);
    return latencies.map((latency) => ({ ...latency, ...place, trial }));
  });
}

/** `compute_100-us-of-work_event-loop-twin_round-03_service`: sorted by name, the rounds of an arm stand together. */
function nameOf({ group, cell, trial, name }: Exported, rounds: number): string {
  const round = String(trial.round + 1).padStart(String(rounds).length, '0');
  const arm = cell.role === 'twin' || cell.role === 'slowdown' ? `${cell.arm} ${cell.role}` : cell.arm;
  const again = trial.attempt === 0 ? [] : [`attempt-${trial.attempt + 1}`];
  return [cell.experiment, group.label, arm, `round-${round}`, ...again, name].map(safeName).join('_');
}

/** What the name cannot say in full. */
function commentsOf({ cell, trial, name }: Exported): readonly string[] {
  const again = trial.attempt === 0 ? '' : `, attempt ${trial.attempt + 1}`;
  const labels = trial.labels.length === 0 ? [] : [`Labels = ${trial.labels.join(', ')}`];
  return [`Latency = ${name}`, `Trial = ${cell.id}, round ${trial.round + 1}${again}`, ...labels];
}

async function logOf(latencies: readonly Exported[], names: readonly string[]): Promise<string> {
  const intervals = latencies.map(({ latency, trial, measuredNs }, index) => {
    const startedAt = new Date(trial.startedAt);
    return { tag: names[index] as string, histogram: latency.histogram, startedAt, measuredNs };
  });
  return formatIntervalLog(intervals, [
    '[echobench: latencies in nanoseconds, a tag for each trial, which began at StartTimestamp]',
  ]);
}
