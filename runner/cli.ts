/** The command line of the runner: reads flags, refuses what cannot work, and hands over. Loads late what is heavy. */
import { Command, CommanderError } from 'commander';
import { onInterrupt } from '../native/interrupts.ts';
import { goOnAfterHangup, goOnWithoutReader } from '../native/output.ts';
import { userPath } from '../native/user-folder.ts';
import { UserError } from '../protocol/flags.ts';
import { experimentNames } from './experiments/index.ts';
import { refuseEmpty, type BenchFlags } from './commands/bench-flags.ts';
import { profileNames } from './result/plan.ts';
import { TrialError } from './trials/kind.ts';
import { pathSpellings } from './trials/paths/index.ts';

function createProgram(signal: AbortSignal): Command {
  const program = new Command('echobench').exitOverride().configureOutput({ outputError: () => {} });
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
      'such as 3%: after 8, 10 or 16 rounds, when the intervals of all comparisons reach no farther; a pilot tells what to expect',
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
  program
    .command('list')
    .description('models, framings, services, channels, paths and experiments, by name')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { createList, formatList } = await import('./commands/list.ts');
      const list = await createList();
      console.log(json === true ? JSON.stringify(list, null, 2) : formatList(list));
    });
  program
    .command('doctor')
    .description(
      'what about this machine will disturb a measurement, which network paths it has, and what to do about it',
    )
    .option('--clean', 'remove what runs left behind that were killed, and nothing else')
    .action(async ({ clean = false }: { clean?: boolean }) => {
      const { runDoctor } = await import('./commands/doctor.ts');
      process.exitCode = await runDoctor({ clean });
    });
  program
    .command('report')
    .description('rebuild the report of a result from its raw trials, or export their latencies')
    .argument('<dir>', 'a folder that bench made, such as results/latest, or its results.json')
    .option(
      '--hgrm <OUT>',
      'instead of the report: the latencies of every trial for the plotters of HdrHistogram, in a new or empty folder',
    )
    .action(async (directory: string, { hgrm }: { hgrm?: string }) => {
      refuseEmpty('report', directory, 'name a folder that bench made');
      refuseEmpty('--hgrm', hgrm, 'name a new or empty folder, or leave the flag out');
      if (hgrm !== undefined) {
        const { exportLatencies } = await import('./commands/export-latencies.ts');
        console.log(await exportLatencies(userPath(directory), userPath(hgrm)));
        return;
      }
      const { rebuildReport } = await import('./commands/report.ts');
      console.log(await rebuildReport(userPath(directory)));
    });
  return program;
}

async function runBench(names: readonly string[], flags: BenchFlags, signal: AbortSignal): Promise<void> {
  const { benchRequest, resumeRequest } = await import('./commands/bench-flags.ts');
  const resumed = resumeRequest(names, flags);
  const { bench, resume } = await import('./commands/bench.ts');
  if (resumed !== null) {
    process.exitCode = await resume(resumed.directory, resumed.node, signal);
    return;
  }
  const request = benchRequest(names, flags, process.argv.slice(3));
  if (flags.plan === true) {
    const { planOnly } = await import('./commands/plan-only.ts');
    console.log(await planOnly(request));
    return;
  }
  process.exitCode = await bench(request, signal);
}

/** Aborted at the first SIGINT or SIGTERM, which lets the run end its programs. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  onInterrupt((name) => controller.abort(new Interrupted(name)));
  return controller.signal;
}

/** Whether its programs wrote anything but the line that the message quotes. */
function saysMore({ message, log }: TrialError): boolean {
  return log.split('\n').some((line) => line.trim() !== '' && !/^\[.*\]$/.test(line) && !message.includes(line.trim()));
}

class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

try {
  // What a run has measured goes to its folder, whoever still reads what it says.
  goOnWithoutReader();
  goOnAfterHangup();
  await createProgram(interruptSignal()).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help is no failure, and has been printed.
    if (error.exitCode !== 0) console.error(error.message.replace(/^error: /, ''));
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UserError) {
    console.error(error.message);
    process.exitCode = 2;
  } else if (error instanceof Interrupted) {
    process.exitCode = 130;
  } else if (error instanceof TrialError) {
    // Within a block it is a failed trial, whose log is in the report; here the calibration failed.
    console.error(error.message);
    if (saysMore(error)) console.error(error.log.trimEnd());
    process.exitCode = 1;
  } else {
    console.error(error);
    process.exitCode = 1;
  }
}
