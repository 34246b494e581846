/**
 * `npm run selftest`: are verdicts right on this machine? Two ordinary runs (selftest/plan.ts), each in a folder of its own
 * with journal, lock and results.json, so that they are saved, resumed and reported as any other; then they are judged.
 *
 *     DIR/identical/results.json   DIR/slowdowns/results.json   DIR/selftest.json   DIR/selftest.md
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { replaceFile } from '../../native/durable-file.ts';
import { exists } from '../../native/exists.ts';
import { storageError } from '../../native/storage-error.ts';
import { npmCommand, pathForUser } from '../../native/user-folder.ts';
import { parseCount, UserError } from '../../protocol/flags.ts';
import { refuseFewDescriptors } from '../machine/descriptor-room.ts';
import { refuseOtherMachine } from '../machine/environment.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import { readDescriptorLimit } from '../machine/machine.ts';
import { usableProcessors } from '../machine/usable-processors.ts';
import { paceOf } from '../plan/estimate.ts';
import type { PlannedRun } from '../plan/plan.ts';
import type { PlanSetting } from '../plan/plan-setting.ts';
import { profiles } from '../plan/profiles.ts';
import { formatMinutes } from '../report/text/format.ts';
import { resultFormat, resultVersion, type ResultFile, type ResultHeader } from '../result/result.ts';
import { ranBeforeMs } from '../run/time-limit.ts';
import { renderFile } from '../selftest/file.ts';
import { judgeSelftest, type SelftestFindings } from '../selftest/judge.ts';
import { renderMarkdown } from '../selftest/markdown.ts';
import { planSelftest, partNames, type PartName, type SelftestPlan, type SelftestRequest } from '../selftest/plan.ts';
import { renderTerminal } from '../selftest/terminal.ts';
import { createOutDirectory, createResultDirectory } from '../store/directories.ts';
import { createJournal, journalName, readJournal, resumeJournal } from '../store/journal.ts';
import { lockRun } from '../store/lock.ts';
import { readResult, resultName, writeResult } from '../store/result-file.ts';
import { kindOf, kinds } from '../trials/index.ts';
import type { Plain, Rig } from '../trials/kind.ts';
import { openRuntime, remarksOn, type MeasuringRuntime } from '../trials/measuring-runtime.ts';
import { observe } from '../trials/observe.ts';
import { readSite, stopwatch } from './bench.ts';
import { measureTrials, resultsRoot } from './measure.ts';

/** Starts a new one; returns the exit code: 1 when a criterion is missed. @throws UserError before anything is measured */
export async function selftest(request: SelftestRequest, out: string | null, signal: AbortSignal): Promise<number> {
  const startedAt = new Date();
  refuseFewDescriptors(readDescriptorLimit(kernelFiles).hard);
  await using opened = await openRuntime(null);
  for (const remark of remarksOn(opened)) console.error(remark);
  const site = await readSite(null, null);
  const planned = planSelftest(request, { ...site, kinds, calibrations: {} });
  await using directory = await (out === null
    ? createResultDirectory(resultsRoot, startedAt, 'selftest')
    : createOutDirectory(resolve(out)));
  sayTime(planned, partNames);
  return await measureAndJudge({ request, directory: directory.path, opened, site }, signal);
}

/** Goes on with one that was cut off; one that has all its trials is judged again. @throws UserError when it cannot */
export async function resumeSelftest(directory: string, signal: AbortSignal): Promise<number> {
  const { request, environment } = await begun(directory);
  const missing = await partsWithout(directory, resultName);
  if (missing.length === 0) return await judge(directory, await results(directory));
  await using opened = await openRuntime(null);
  refuseOtherMachine(directory, environment, opened.environment);
  const site = await readSite(null, null);
  sayTime(planSelftest(request, { ...site, kinds, calibrations: {} }), missing);
  return await measureAndJudge({ request, directory, opened, site }, signal);
}

interface Selftest {
  readonly request: SelftestRequest;
  readonly directory: string;
  readonly opened: MeasuringRuntime;
  readonly site: Omit<PlanSetting, 'kinds' | 'calibrations'>;
}

async function measureAndJudge(of: Selftest, signal: AbortSignal): Promise<number> {
  for (const part of await partsWithout(of.directory, resultName)) await measurePart(part, of, signal);
  return await judge(of.directory, await results(of.directory));
}

/** From wherever it was cut off to its results.json. */
async function measurePart(part: PartName, of: Selftest, signal: AbortSignal): Promise<void> {
  const { request, directory, opened, site } = of;
  const folder = join(directory, part);
  await using held = new AsyncDisposableStack();
  // One that was cut off before its journal holds nothing but the lock of a dead process, if that.
  if (!(await isThere(folder))) held.use(await createOutDirectory(folder));
  held.use(await lockRun(folder));
  const { runtime, cache } = opened;
  const rig = { runtime, cpus: site.cpus, seed: request.seed, network: site.network, remote: null };
  const isBegun = await isThere(join(folder, journalName));
  const begunPart = isBegun ? await resumeJournal(folder, kinds) : await beginPart(part, folder, of, rig, signal);
  const { header, trials: saved, journal } = begunPart;
  held.use(journal);
  const planned = { plan: header.plan, skips: new Map() };
  const ranMs = stopwatch(ranBeforeMs(saved) ?? 0);
  const run = { header, planned, saved, journal, rig, cache, ranMs };
  await writeResult(folder, await measureTrials(run, { goOnWith: goOnWith(directory), findings: false }, signal));
}

/** What slowdowns are made of is found out first; then the journal holds all that the rest needs to know. */
async function beginPart(part: PartName, folder: string, of: Selftest, rig: Rig, signal: AbortSignal) {
  const { request, opened, site } = of;
  const startedAt = new Date().toISOString();
  const expected = planSelftest(request, { ...site, kinds, calibrations: {} })[part];
  const calibrations = await calibrate(expected, rig, site, signal).catch((error: unknown) => {
    const isFirst = part === partNames[0];
    if (signal.aborted)
      console.error(
        isFirst ? 'stopped; nothing was measured yet' : `stopped; what was measured is safe: ${goOnWith(of.directory)}`,
      );
    throw error;
  });
  const header: ResultHeader = {
    format: resultFormat,
    version: resultVersion,
    startedAt,
    finishedAt: null,
    elapsedMs: null,
    commandLine: argumentsOf(request),
    environment: opened.environment,
    calibrations,
    plan: planSelftest(request, { ...site, kinds, calibrations })[part].plan,
  };
  return { header, trials: [], journal: await createJournal(folder, header) };
}

async function calibrate({ plan }: PlannedRun, rig: Rig, site: Selftest['site'], signal: AbortSignal) {
  const pace = paceOf({ slices: profiles[plan.profile].slice.turns }, profiles[plan.profile]);
  const found: Record<string, Plain> = {};
  for (const { name } of plan.kinds) found[name] = await kindOf(kinds, name).calibrate(rig, pace, site, signal, []);
  return found;
}

function goOnWith(directory: string): string {
  return npmCommand('selftest', ['--resume', pathForUser(directory)]);
}

async function judge(directory: string, measured: Readonly<Record<PartName, ResultFile>>): Promise<number> {
  const findings = judgeSelftest({ identical: partOf(measured.identical), slowdowns: partOf(measured.slowdowns) });
  await write(directory, findings, measured);
  const name = pathForUser(directory);
  process.stdout.write(`${renderTerminal(findings)}\nreport:  ${name}/selftest.md\nnumbers: ${name}/selftest.json\n`);
  return findings.isPassed ? 0 : 1;
}

function partOf({ plan, trials, environment }: ResultFile) {
  return { plan, observations: observe(plan, trials, kinds, { processorCount: usableProcessors(environment) }) };
}

async function write(
  directory: string,
  findings: SelftestFindings,
  measured: Readonly<Record<PartName, ResultFile>>,
): Promise<void> {
  try {
    await replaceFile(directory, 'selftest.json', renderFile(findings, measured));
    await replaceFile(directory, 'selftest.md', renderMarkdown(findings, measured));
  } catch (error) {
    throw storageError(
      directory,
      error,
      `every trial is safe: put that right, then judge them with ${goOnWith(directory)}`,
    );
  }
}

async function results(directory: string): Promise<Readonly<Record<PartName, ResultFile>>> {
  const read = async (part: PartName) => await readResult(join(directory, part), kinds);
  return { identical: await read('identical'), slowdowns: await read('slowdowns') };
}

/** What was asked for, and on which machine, as the first part has it. @throws UserError where no part was begun */
async function begun(
  directory: string,
): Promise<{ readonly request: SelftestRequest; readonly environment: ResultHeader['environment'] }> {
  const folder = join(directory, partNames[0]);
  const isFinished = await isThere(join(folder, resultName));
  if (!isFinished && !(await isThere(join(folder, journalName))))
    throw new UserError(
      `--resume ${directory}: holds no self-test that was begun: name a folder that npm run selftest made, or leave the flag out`,
    );
  const header = isFinished ? await readResult(folder, kinds) : (await readJournal(folder, kinds)).header;
  return { request: requestOf(header), environment: header.environment };
}

/** With nothing left to how it was typed. */
function argumentsOf({ comparisons, rounds, seed, isSmoke }: SelftestRequest): string[] {
  const given = ['--comparisons', String(comparisons), '--rounds', String(rounds), '--seed', String(seed)];
  return isSmoke ? [...given, '--smoke'] : given;
}

function requestOf({ commandLine }: Pick<ResultHeader, 'commandLine'>): SelftestRequest {
  const text = { type: 'string', default: '' } as const;
  const { values } = parseArgs({
    args: [...commandLine],
    options: { comparisons: text, rounds: text, seed: text, smoke: { type: 'boolean', default: false } },
    strict: false,
  });
  const counted = (flag: 'comparisons' | 'rounds' | 'seed') =>
    parseCount(`the journal: --${flag}`, String(values[flag]), 0, 2 ** 32 - 1);
  return {
    comparisons: counted('comparisons'),
    rounds: counted('rounds'),
    seed: counted('seed'),
    isSmoke: values.smoke === true,
  };
}

function sayTime(plan: SelftestPlan, parts: readonly PartName[]): void {
  const each = parts.map((part) => `${part} ${formatMinutes(plan[part].plan.estimatedMs)}`);
  const allMs = parts.reduce((sum, part) => sum + plan[part].plan.estimatedMs, 0);
  console.error(`selftest: about ${formatMinutes(allMs)} (${each.join(', ')}); Ctrl-C saves what was measured`);
}

async function partsWithout(directory: string, name: string): Promise<PartName[]> {
  const missing = await Promise.all(partNames.map(async (part) => !(await isThere(join(directory, part, name)))));
  return partNames.filter((_, index) => missing[index]);
}

async function isThere(path: string): Promise<boolean> {
  return await exists(path, 'name a folder that npm run selftest made');
}
