/**
 * The far end of a run on two machines: started through ssh by `bench --path ssh:DESTINATION`, in the checkout there. It
 * says what it is, starts nothing itself, and answers lines with one JSON line each; between them it sleeps.
 *
 *     (start)            {"event":"agent", "identity":…, "environment":…, …}
 *     time               {"event":"time", "time":…}
 *     throttled          {"event":"throttled", "throttledNs":…}
 *     memory RSS PID…    {"event":"memory", "memory":…}
 *     describe           {"event":"description", "ends":…}       its end of the way to the other machine
 *     listen WORD        {"event":"listening", "port":… | "problem":…}   says WORD to who connects first
 *     prove-warm         {"event":"warm", "problem":…}           of the cache of compiled code
 *     gone NAME          {"event":"gone"}                        when that program has ended, if need be by force
 *     stay               none: the other end is there
 *     stop               ends; so do end of input, SIGTERM, SIGINT and SIGHUP, and silence for as long as --silence says
 *
 * When it ends, what was started through ssh beside it is gone, too. A peer that was cut off without a word says nothing:
 * sshd may wait for it for hours, and programs here with it.
 */
import { createInterface } from 'node:readline';
import { allowedCpus, canPin } from '../native/affinity.ts';
import { interrupts, onInterrupt } from '../native/interrupts.ts';
import { goOnWithoutReader } from '../native/output.ts';
import { checkout } from '../native/user-folder.ts';
import { parseDurationMs, readFlags, text, UserError } from '../protocol/flags.ts';
import { programVariables } from '../protocol/program-variables.ts';
import { readBootId, thisMachine } from './machine/machine-reader.ts';
import { errorCode, errorText } from '../native/storage-error.ts';
import { openRuntime, remarksOn, type MeasuringRuntime } from './trials/measuring-runtime.ts';
import { describeEnd, interfaceTo } from './trials/paths/describe.ts';
import type { PathEnd } from './trials/paths/environment.ts';
import type { AgentLine } from './trials/paths/remote/agent-line.ts';
import { readIdentity } from './trials/paths/remote/identity.ts';
import { listenOnce } from './trials/paths/remote/reach.ts';
import { StartedPrograms } from './trials/paths/remote/started-programs.ts';
import { capture } from './trials/program.ts';

const usage = 'usage: runner/agent.ts [--silence TIME]   default 1m';

/** What lines are answered from. */
interface Resources {
  readonly opened: MeasuringRuntime;
  readonly started: StartedPrograms;
}

async function main(): Promise<void> {
  const { silence } = readFlags(process.argv.slice(2), { silence: { ...text, default: '1m' } }, usage);
  const silenceMs = parseDurationMs('--silence', silence);
  goOnWithoutReader();
  await using held = new AsyncDisposableStack();
  const opened = held.use(await openRuntime(null));
  const started = held.use(await StartedPrograms.open());
  const end = Promise.withResolvers<void>();
  onInterrupt(() => end.resolve(), [...interrupts, 'SIGHUP']);
  say({ event: 'agent', ...(await introduction(opened, started)) });
  await Promise.race([end.promise, obey(process.stdin, silenceMs, { opened, started })]);
}

async function introduction(opened: MeasuringRuntime, { folder: pids }: StartedPrograms): Promise<AgentLine> {
  const { environment, runtime } = opened;
  const cpus = allowedCpus();
  return {
    identity: readIdentity(environment),
    environment,
    bootId: readBootId(),
    cpus,
    pinning: canPin(),
    remarks: remarksOn(opened),
    programs: {
      node: runtime.node,
      folder: checkout,
      variables: programVariables(process.env, runtime.compileCache),
      pids,
      hasTaskset: await hasTaskset(cpus),
    },
    address: connectionEnds()?.here ?? null,
  };
}

async function hasTaskset(cpus: readonly number[]): Promise<boolean> {
  try {
    await capture('taskset', ['-c', cpus.join(), 'true'], programVariables(process.env, null));
    return true;
  } catch {
    // Off Linux, or it was left out.
    return false;
  }
}

/** Addresses of the connection that ssh came by: `CLIENT PORT SERVER PORT`, ssh(1). Null: started by hand. */
function connectionEnds(): { readonly there: string; readonly here: string } | null {
  const [there, , here] = (process.env['SSH_CONNECTION'] ?? '').split(' ');
  return there === undefined || here === undefined ? null : { there, here };
}

/** Resolves at the end of its input, and when nothing came for too long. */
async function obey(input: NodeJS.ReadableStream, silenceMs: number, resources: Resources): Promise<void> {
  const lines = createInterface({ input });
  const silence = setTimeout(() => lines.close(), silenceMs);
  for await (const line of lines) {
    silence.refresh();
    const [verb = '', ...words] = line.trim().split(/\s+/);
    if (verb === 'stop') break;
    try {
      const answer = await answerTo(verb, words, resources);
      if (answer !== null) say(answer);
    } catch (error) {
      say({ event: 'error', line, message: (error as Error).message });
    }
  }
  clearTimeout(silence);
}

async function answerTo(
  verb: string,
  words: readonly string[],
  { opened, started }: Resources,
): Promise<object | null> {
  switch (verb) {
    case 'stay':
      return null;
    case 'time':
      return { event: 'time', time: await thisMachine.time() };
    case 'throttled':
      return { event: 'throttled', throttledNs: await thisMachine.throttledNs() };
    case 'memory': {
      const [rssBytes = 0, ...pids] = words.map(Number);
      return { event: 'memory', memory: await thisMachine.memory(pids, rssBytes) };
    }
    case 'describe':
      return { event: 'description', ends: await describeOwnEnd() };
    case 'listen':
      return await listen(words.join(' '));
    case 'prove-warm':
      return { event: 'warm', problem: await whyCold(opened) };
    case 'gone': {
      await started.untilGone(words.join(''));
      return { event: 'gone' };
    }
    default:
      throw new UserError(`${verb}: unknown`);
  }
}

/** The interface that the other machine is reached by; none where nobody tells. */
async function describeOwnEnd(): Promise<readonly PathEnd[]> {
  const ends = connectionEnds();
  const through = ends === null ? null : await interfaceTo(ends.there);
  return through === null ? [] : [await describeEnd({ end: 'server', interface: through, behind: [] })];
}

/** An address that is none of this machine's is the other end's news, and no error of a line. */
async function listen(word: string): Promise<object> {
  const ends = connectionEnds();
  try {
    return { event: 'listening', port: await listenOnce(ends?.here ?? '', word) };
  } catch (error) {
    const isForeign = errorCode(error) === 'EADDRNOTAVAIL';
    return { event: 'listening', problem: isForeign ? 'it is no address of its own' : errorText(error) };
  }
}

async function whyCold({ cache }: MeasuringRuntime): Promise<string | null> {
  try {
    await cache.proveWarm();
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  await main();
  // Standard input keeps the loop alive, and nobody needs it any more.
  process.exit(0);
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(error instanceof UserError ? 2 : 1);
}
