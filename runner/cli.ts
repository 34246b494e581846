/** The command line of the runner: reads flags, refuses what cannot work, and hands over. Loads late what is heavy. */
import { randomInt } from 'node:crypto';
import { Command, CommanderError } from 'commander';
import { onInterrupt } from '../native/interrupts.ts';
import { goOnAfterHangup, goOnWithoutReader } from '../native/output.ts';
import { userPath } from '../native/user-folder.ts';
import { parseCount, parseDurationMs, parseName, UserError } from '../protocol/flags.ts';
import { styleOf } from './commands/terminal-width.ts';
import { experimentNames } from './experiments/index.ts';
import { citationFormats } from './report/cite/formats.ts';
import { dataFormats, dataRows } from './report/data/formats.ts';
import { profileNames } from './result/plan.ts';
import { TrialError } from './trials/kind.ts';
import { parsePath, pathSpellings } from './trials/paths/index.ts';

interface BenchFlags {
  readonly profile?: string;
  readonly budget?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly node?: string;
  readonly resume?: string;
  readonly path?: string;
  readonly remoteDir?: string;
}

interface ReportFlags {
  readonly hgrm?: string;
  readonly format?: string;
  readonly rows?: string;
}

interface CiteFlags {
  readonly format?: string;
  readonly all?: boolean;
}

interface SelftestFlags {
  readonly comparisons?: string;
  readonly rounds?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly smoke?: boolean;
}

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
  program
    .command('report')
    .description(
      'rebuild the report of a result from its raw trials, or print its figures as data, or export latencies',
    )
    .argument('<dir>', 'a folder that bench made, such as results/latest, or its results.json')
    .option(
      '--hgrm <OUT>',
      'instead of the report: the latencies of every trial for the plotters of HdrHistogram, in a new or empty folder',
    )
    .option(
      '--format <NAME>',
      `instead of the report: figures with their intervals on stdout, as ${dataFormats.join(' or ')}`,
    )
    .option('--rows <NAME>', `with --format: what a row is, ${dataRows.join(' or ')}; figures without it`)
    .action(async (directory: string, { hgrm, format, rows }: ReportFlags) => {
      refuseEmpty('report', directory, 'name a folder that bench made');
      refuseEmpty('--hgrm', hgrm, 'name a new or empty folder, or leave the flag out');
      if (rows !== undefined && format === undefined) {
        throw new UserError(`--rows ${rows}: is for data; name a --format too: ${dataFormats.join(' or ')}`);
      }
      if (format !== undefined) {
        if (hgrm !== undefined) throw new UserError('--format with --hgrm: one of them at a time; leave one out');
        const { exportResult } = await import('./commands/export-data.ts');
        const asked = parseName('--format', format, dataFormats);
        process.stdout.write(
          await exportResult(userPath(directory), asked, parseName('--rows', rows ?? 'figures', dataRows)),
        );
        return;
      }
      if (hgrm !== undefined) {
        const { exportLatencies } = await import('./commands/export-latencies.ts');
        console.log(await exportLatencies(userPath(directory), userPath(hgrm)));
        return;
      }
      const { rebuildReport } = await import('./commands/report.ts');
      console.log(await rebuildReport(userPath(directory)));
    });
  program
    .command('compare')
    .description(
      'two results side by side: for every figure that both have, whether it held, changed, or cannot be told',
    )
    .argument('<a>', 'a folder that bench made, or its results.json: what was before')
    .argument('<b>', 'another one: what is compared with it')
    .option('--across', 'also runs of different machines: ratios within each run alone')
    .option('--all', 'also figures that only describe, and arms without a declared comparison')
    .option('--fail-on <slower:PERCENT%>', 'exit with 1 where a figure got worse by more than that, such as slower:10%')
    .allowExcessArguments(false)
    .action(runCompare);
  program
    .command('cite')
    .description(
      'one sentence for a figure: interval, conditions, machine, commit, how to repeat it; without ID, what can be cited',
    )
    .argument(
      '[id]',
      'such as models/64-connections/event-loop/throughput; without its metric, of the primary one; a first part alone lists what is below it',
    )
    .argument('[dir]', 'a folder that bench made, or its results.json; results/latest without it')
    .option('--format <NAME>', `${citationFormats.join(', ')}; text without it`)
    .option('--all', 'in a list, every metric and not the primary one alone')
    .allowExcessArguments(false)
    .action(async (id: string | undefined, directory: string | undefined, flags: CiteFlags) => {
      refuseEmpty('cite', id, 'name an ID or a folder that bench made, or leave it out');
      refuseEmpty('cite', directory, 'name a folder that bench made, or leave it out');
      const { cite } = await import('./commands/cite.ts');
      const { columnsOf } = await import('./commands/terminal-width.ts');
      const words = [id, directory].filter((word) => word !== undefined);
      const format = flags.format === undefined ? null : parseName('--format', flags.format, citationFormats);
      console.log(await cite({ words, format, all: flags.all ?? false, columns: columnsOf(process.stdout) }));
    });
  return program;
}

interface CompareFlags {
  readonly across?: boolean;
  readonly all?: boolean;
  readonly failOn?: string;
}

async function runCompare(a: string, b: string, { across = false, all = false, failOn }: CompareFlags): Promise<void> {
  for (const path of [a, b]) refuseEmpty('compare', path, 'name a folder that bench made');
  const { compareResults, parseFailOn } = await import('./commands/compare.ts');
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

async function runBench(names: readonly string[], flags: BenchFlags, signal: AbortSignal): Promise<void> {
  refuseEmpty('--out', flags.out, 'name a new or empty folder, or leave the flag out');
  refuseEmpty('--resume', flags.resume, 'name the folder of a run that was cut off');
  refuseEmpty('--node', flags.node, 'name a Node, or leave the flag out');
  refuseEmpty('--remote-dir', flags.remoteDir, 'name a folder of the other machine, or leave the flag out');
  const { bench, resume } = await import('./commands/bench.ts');
  const node = flags.node === undefined ? null : userPath(flags.node);
  if (flags.resume !== undefined) {
    refuseBesidesResume(names, flags);
    process.exitCode = await resume(userPath(flags.resume), node, signal);
    return;
  }
  const chosen = names.map((name) => parseName('experiment', name, experimentNames));
  const profile = flags.profile ?? (chosen.length === 0 ? 'quick' : 'standard');
  process.exitCode = await bench(
    {
      // In the order of the registry, whatever the user's was.
      experiments: chosen.length === 0 ? null : experimentNames.filter((name) => chosen.includes(name)),
      profile: parseName('--profile', profile, profileNames),
      budget:
        flags.budget === undefined ? null : { ms: parseDurationMs('--budget', flags.budget), typed: flags.budget },
      seed: flags.seed === undefined ? randomInt(2 ** 32) : parseCount('--seed', flags.seed, 0, 2 ** 32 - 1),
      out: flags.out === undefined ? null : userPath(flags.out),
      node,
      path: flags.path === undefined ? null : parsePath('--path', flags.path),
      remoteDir: flags.remoteDir ?? null,
      commandLine: process.argv.slice(3),
    },
    signal,
  );
}

async function runSelftest(flags: SelftestFlags, signal: AbortSignal): Promise<void> {
  const { out, resume, comparisons, rounds, seed, smoke = false } = flags;
  refuseEmpty('--out', out, 'name a new or empty folder, or leave the flag out');
  refuseEmpty('--resume', resume, 'name the folder of a self-test that was cut off');
  const { selftest, resumeSelftest } = await import('./commands/selftest.ts');
  const { smokeRequest, usualRequest } = await import('./selftest/plan.ts');
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

/** What an unset variable of a shell leaves, and would mean the folder that the user is in. */
function refuseEmpty(flag: string, value: string | undefined, advice: string): void {
  if (value === '') throw new UserError(`${flag} "": is empty; ${advice}`);
}

function refuseBesidesResume(names: readonly string[], flags: BenchFlags): void {
  const { profile, budget, seed, out, path, remoteDir } = flags;
  const besides = { profile, budget, seed, out, path, 'remote-dir': remoteDir };
  const flag = Object.entries(besides).find(([, value]) => value !== undefined)?.[0];
  if (flag !== undefined) throw new UserError(`--${flag} with --resume: a run goes on as it was planned; leave it out`);
  if (names.length > 0) throw new UserError(`${names[0]} with --resume: a run goes on as it was planned; leave it out`);
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
