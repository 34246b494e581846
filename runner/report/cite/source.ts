/** Where a cited figure comes from: machine, runtime, commit and date, and the command that repeats it; and what forbids it. */
import type { Analysis } from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import type { ResultFile } from '../../result/result.ts';
import { mostlyDisturbed } from '../summary/badge.ts';
import { isSlowdownMissed } from '../text/caveats.ts';
import { machineText } from '../text/machine.ts';
import { hadLocalChanges, repeatCommands, shortCommit } from '../text/repeat.ts';
import { code, type Phrase } from './phrase.ts';

/** Why nothing of a run may be cited, as the rest of a sentence that begins with the run; null where it may. */
export function runRefusal({ plan, finishedAt }: ResultFile, { controls, experiments }: Analysis): string | null {
  if (plan.profile === 'smoke') {
    return 'the profile smoke only shows that everything runs: nothing of it can be cited; measure with --profile quick or more';
  }
  if (finishedAt === null) {
    return 'the run was interrupted: nothing of it can be cited; finish it with npm run bench -- --resume and its folder, or measure again where its journal is gone';
  }
  if (controls.unfit) {
    const [reason = 'Unfit: its controls failed.'] = controls.reasons;
    const words = reason.replace(/^Unfit: /, '').replace(/\.$/, '');
    return `the run is unfit, since ${words}: nothing of it can be cited; npm run doctor tells what disturbs this machine, then measure again`;
  }
  const [disturbance] = mostlyDisturbed(experiments);
  return disturbance === undefined
    ? null
    : `${disturbance}: nothing of the run can be cited; npm run doctor tells what disturbs this machine, then measure again`;
}

/** `2026-11-22`, of the start in UTC. */
export function dateOf({ startedAt }: Pick<ResultFile, 'startedAt'>): string {
  return startedAt.slice(0, 'yyyy-mm-dd'.length);
}

/** `Measured on 2026-11-22 (UTC) with echobench f3d189e14042 and Node 26.10.0 on AMD EPYC, …`. */
export function sourceOf(result: ResultFile, controls: Controls): Phrase {
  const { environment, remoteEnvironment, plan } = result;
  const { commit } = environment;
  const changed = hadLocalChanges(result) ? ' (with local changes)' : '';
  const version = commit === null ? 'an unknown commit' : shortCommit(commit).replace(/-dirty$/, '');
  const machine =
    remoteEnvironment === undefined
      ? machineText(environment)
      : `${machineText(environment)} (clients) and ${machineText(remoteEnvironment)} (servers)`;
  return [
    `Measured on ${dateOf(result)} (UTC) with echobench `,
    code(version),
    `${changed} and Node ${nodeText(environment.runtime)} on ${machine}; profile ${plan.profile}, seed ${plan.seed}, ${plan.rounds} rounds planned.`,
    ...caveatsOf(result, controls).map((caveat) => ` ${caveat}`),
  ];
}

/** In one line that can be pasted into a shell. */
export function repeatPhrase(result: ResultFile): Phrase {
  return ['To repeat it: ', code(repeatCommands(result).join(' && '))];
}

/** Results differ in whether they have the "v" of `process.version`. */
function nodeText({ node, pinned }: ResultFile['environment']['runtime']): string {
  return `${node.replace(/^v/, '')}${pinned ? '' : ' (not the pinned runtime)'}`;
}

/** What a report warns of above all its figures. */
function caveatsOf({ environment: { runtime, programs } }: ResultFile, controls: Controls): string[] {
  const added = runtime.added ?? [];
  const { niceness = 0, preloaded = [] } = programs ?? {};
  return [
    ...(isSlowdownMissed(controls) ? ['The known slowdown of this run was not found as it was put in.'] : []),
    ...(added.length === 0 ? [] : [`The runtime was started with ${added.join(', ')} added.`]),
    ...(niceness === 0 ? [] : [`Servers and clients ran with niceness ${niceness}.`]),
    ...(preloaded.length === 0 ? [] : [`The system loads ${preloaded.join(', ')} into every program.`]),
  ];
}
