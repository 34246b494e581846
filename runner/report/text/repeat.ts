/** The commands that measure a result again: the same in its report and in citations of its figures. */
import { quoted } from '../../../protocol/shell-word.ts';
import type { ResultFile } from '../../result/result.ts';
import { oneLine } from './one-line.ts';

/** One command each, to be typed in a checkout. */
export function repeatCommands(result: ResultFile): string[] {
  const { commit } = result.environment;
  return [
    ...(commit === null ? [] : [`git checkout ${shellWord(withoutChanges(commit))}`]),
    'npm ci',
    `npm run bench -- ${benchArguments(result).map(shellWord).join(' ')}`,
  ];
}

/** Whether the work tree had changes that the commit does not hold. */
export function hadLocalChanges({ environment: { commit } }: Pick<ResultFile, 'environment'>): boolean {
  return commit !== null && withoutChanges(commit) !== commit;
}

/** The first twelve digits, and whether the work tree had changes. */
export function shortCommit(commit: string): string {
  return commit.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1');
}

function withoutChanges(commit: string): string {
  return commit.replace(/-dirty$/, '');
}

/** What was asked for, with profile and seed said even where they were not; where the results went is left out. */
function benchArguments({ commandLine, plan }: ResultFile): string[] {
  const asked = commandLine.filter((argument, index) => {
    const isOut = argument === '--out' || argument.startsWith('--out=');
    return !isOut && commandLine[index - 1] !== '--out';
  });
  const says = (flag: string) => asked.some((argument) => argument === flag || argument.startsWith(`${flag}=`));
  return [
    ...asked,
    ...(says('--profile') ? [] : ['--profile', plan.profile]),
    ...(says('--seed') ? [] : ['--seed', String(plan.seed)]),
  ];
}

function shellWord(argument: string): string {
  return quoted(oneLine(argument));
}
