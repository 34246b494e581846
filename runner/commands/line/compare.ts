/** The flags of `npm run compare`. */
import type { Command } from 'commander';
import { userPath } from '../../../native/user-folder.ts';
import { refuseEmpty } from '../refuse-empty.ts';
import { styleOf } from '../terminal-width.ts';

export function addCompare(program: Command): void {
  program
    .command('compare')
    .description(
      'two results side by side: for every figure that both have, whether it held, changed, or cannot be told',
    )
    .argument('<a>', 'a folder that bench made, or its results.json: what was before')
    .argument('<b>', 'another one: what is compared with it')
    .option('--across', 'also runs of different machines: ratios within each run alone')
    .option('--all', 'also figures that only describe, and arms without a declared comparison')
    .option(
      '--fail-on <slower:PERCENT%>',
      'exit with 1 where an arm got worse by more than that against its baseline, in what its experiment is decided on, such as slower:10%; with 2 where one cannot be told',
    )
    .allowExcessArguments(false)
    .action(runCompare);
}

interface CompareFlags {
  readonly across?: boolean;
  readonly all?: boolean;
  readonly failOn?: string;
}

async function runCompare(a: string, b: string, { across = false, all = false, failOn }: CompareFlags): Promise<void> {
  for (const path of [a, b]) refuseEmpty('compare', path, 'name a folder that bench made');
  const { compareResults, parseFailOn } = await import('../compare.ts');
  const request = {
    paths: { A: userPath(a), B: userPath(b) },
    across,
    all,
    failOn: failOn === undefined ? null : parseFailOn(failOn),
  };
  const { text, exitCode } = await compareResults(request, styleOf(process.stdout));
  process.stdout.write(text);
  process.exitCode = exitCode;
}
