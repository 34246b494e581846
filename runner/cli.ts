/** The command line of the runner: which commands there are, and how each of them ends. Loads late what is heavy. */
import { Command, CommanderError } from 'commander';
import { onInterrupt } from '../native/interrupts.ts';
import { goOnAfterHangup, goOnWithoutReader } from '../native/output.ts';
import { UserError } from '../protocol/flags.ts';
import { addBench } from './commands/line/bench.ts';
import { addCite } from './commands/line/cite.ts';
import { addCompare } from './commands/line/compare.ts';
import { addDoctor } from './commands/line/doctor.ts';
import { addList } from './commands/line/list.ts';
import { addReport } from './commands/line/report.ts';
import { addSelftest } from './commands/line/selftest.ts';
import { oneLine } from './report/text/one-line.ts';
import { TrialError } from './trials/kind.ts';

function createProgram(signal: AbortSignal): Command {
  const program = new Command('echobench').exitOverride().configureOutput({ outputError: () => {} });
  addBench(program, signal);
  addReport(program);
  addCite(program);
  addCompare(program);
  addList(program);
  addDoctor(program);
  addSelftest(program, signal);
  return program;
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
    // It may quote what a user typed, or what stands in a file.
    console.error(oneLine(error.message));
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
