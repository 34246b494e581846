/** The flags of `npm run bench`. */
import type { Command } from 'commander';
import { experimentNames } from '../../experiments/index.ts';
import { profileNames } from '../../result/plan.ts';
import { pathSpellings } from '../../trials/paths/index.ts';
import { benchRequest, resumeRequest, type BenchFlags } from '../bench-flags.ts';

export function addBench(program: Command, signal: AbortSignal): void {
  program
    .command('bench')
    .description('measure, and write results, charts and findings into a new folder')
    .argument('[experiment...]', experimentNames.join(', '))
    .option('--profile <NAME>', `${profileNames.join(', ')}; quick without experiments, standard with them`)
    .option(
      '--budget <TIME>',
      'time for the whole run, such as 10m: buys rounds; the rounds of the profile are the least',
    )
    .option('--rounds <N>', 'exactly so many rounds; as many as the declared comparisons take at the least')
    .option(
      '--precision <PERCENT>',
      'such as 3%: after 8, 10 or 16 rounds, when the intervals of all comparisons have half-widths of no more; a pilot tells what to expect',
    )
    .option(
      '--plan',
      'say what the run would measure, compare and skip, and how long it takes; start and write nothing',
    )
    .option('--seed <N>', 'of all orders and payloads; random without it')
    .option('--out <DIR>', 'a new or empty folder; results/<time>-<profile> without it')
    .option('--node <PATH>', 'another Node for servers and clients')
    .option(
      '--path <NAME>',
      `network path to measure over, for experiments that compare paths one more of them: ${pathSpellings().join(', ')}`,
    )
    .option('--remote-dir <DIR>', 'with --path ssh:DESTINATION: the checkout there; echobench without it')
    .option('--resume <DIR>', 'go on with a run that was cut off, with its own flags')
    .allowExcessArguments(false)
    .action((names: string[], flags: BenchFlags) => runBench(names, flags, signal));
}

async function runBench(names: readonly string[], flags: BenchFlags, signal: AbortSignal): Promise<void> {
  const resumed = resumeRequest(names, flags);
  const { bench, resume } = await import('../bench.ts');
  if (resumed !== null) {
    process.exitCode = await resume(resumed.directory, resumed.node, signal);
    return;
  }
  const request = benchRequest(names, flags, process.argv.slice(3));
  if (flags.plan === true) {
    const { planOnly } = await import('../plan-only.ts');
    console.log(await planOnly(request));
    return;
  }
  process.exitCode = await bench(request, signal);
}
