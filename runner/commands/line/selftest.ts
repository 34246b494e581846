/** The flags of `npm run selftest`. */
import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { userPath } from '../../../native/user-folder.ts';
import { parseCount, UserError } from '../../../protocol/flags.ts';
import { refuseEmpty } from '../refuse-empty.ts';

interface SelftestFlags {
  readonly comparisons?: string;
  readonly rounds?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly smoke?: boolean;
}

export function addSelftest(program: Command, signal: AbortSignal): void {
  program
    .command('selftest')
    .description('whether verdicts are right on this machine: identical arms, and slowdowns that were put in')
    .option('--comparisons <N>', 'of identical arms; 200 without it, and fewer prove nothing')
    .option('--rounds <N>', 'in which known slowdowns are recorded; 60 without it, and fewer than 40 prove nothing')
    .option('--seed <N>', 'of all orders and payloads; random without it')
    .option('--out <DIR>', 'a new or empty folder; results/<time>-selftest without it')
    .option('--resume <DIR>', 'go on with one that was cut off, or judge its trials again')
    .option('--smoke', 'one round of very short windows: shows that everything runs, proves nothing')
    .allowExcessArguments(false)
    .action((flags: SelftestFlags) => runSelftest(flags, signal));
}

async function runSelftest(flags: SelftestFlags, signal: AbortSignal): Promise<void> {
  const { out, resume, comparisons, rounds, seed, smoke = false } = flags;
  refuseEmpty('--out', out, 'name a new or empty folder, or leave the flag out');
  refuseEmpty('--resume', resume, 'name the folder of a self-test that was cut off');
  const { selftest, resumeSelftest } = await import('../selftest.ts');
  const { smokeRequest, usualRequest } = await import('../../selftest/plan.ts');
  const usual = smoke ? smokeRequest : usualRequest;
  if (resume !== undefined) {
    const flag = Object.entries(flags).find(([name, value]) => name !== 'resume' && value !== undefined)?.[0];
    if (flag !== undefined)
      throw new UserError(`--${flag} with --resume: a self-test goes on as it was planned; leave it out`);
    process.exitCode = await resumeSelftest(userPath(resume), signal);
    return;
  }
  const counted = (flag: string, value: string | undefined, otherwise: number) =>
    value === undefined ? otherwise : parseCount(flag, value, 1, 1000);
  const request = {
    comparisons: counted('--comparisons', comparisons, usual.comparisons),
    rounds: counted('--rounds', rounds, usual.rounds),
    seed: seed === undefined ? randomInt(2 ** 32) : parseCount('--seed', seed, 0, 2 ** 32 - 1),
    isSmoke: smoke,
  };
  process.exitCode = await selftest(request, out === undefined ? null : userPath(out), signal);
}
