/**
 * The large figures of the equivalence contract, for every model, those of rings and network paths, and other clients
 * beside ours: `npm run soak`, some minutes for each. Parts, models, rings, paths and clients can be chosen; a table of
 * figures for each part on stdout, or with `--json` one line for each trial.
 *
 *     npm run soak -- --model event-loop --model thread-pool-handoff --part kills --size 20
 *     npm run soak -- --part ring-messages --ring shm-ring-block
 */
import { parseArgs } from 'node:util';
import { channelNames } from '../../ipc/channels/index.ts';
import { onReaderGone, readerGoneExitCode } from '../../native/output.ts';
import type { Supported } from '../../protocol/framing/framing.ts';
import { parseCount, parseName, UserError } from '../../protocol/flags.ts';
import { modelNames, type ModelName } from '../../servers/models/index.ts';
import { halfOpen, resets, silent } from './bad-peers.ts';
import { clientOrder } from './client-order.ts';
import { foreignClientNames } from './foreign-clients.ts';
import { held } from './held.ts';
import { kills } from './kills.ts';
import { manyConnections } from './many-connections.ts';
import { builtPaths, networkPaths } from './network-paths.ts';
import { opened } from './opened.ts';
import { Subject, type AnyPart, type Outcome, type Trial } from './part.ts';
import { ringKills, ringMessages } from './rings.ts';
import { formatTable } from './table.ts';
import { unread } from './unread.ts';

const parts: readonly AnyPart[] = [
  ...[held, manyConnections, unread, kills, opened, silent, halfOpen, resets],
  ...[ringMessages, ringKills],
  networkPaths,
  clientOrder,
];
const rings = channelNames.filter((name) => /-ring-/.test(name));
const partNames = parts.map(({ name }) => name);

async function main(): Promise<boolean> {
  const { chosen, subjects, size, json } = readFlags(process.argv.slice(2));
  const all: Trial[] = [];
  for (const part of chosen) {
    const trials: Trial[] = [];
    for (const subject of subjects[part.of]) {
      const trial = await run(part, subject, size ?? part.size);
      trials.push(trial);
      if (json) process.stdout.write(`${JSON.stringify(trial)}\n`);
      else console.error(`${part.name} ${subject}: ${verdict(trial)} (${(trial.elapsedMs / 1000).toFixed(1)} s)`);
    }
    if (!json) process.stdout.write(formatTable(part, size ?? part.size, trials));
    all.push(...trials);
  }
  return all.every(({ failures }) => failures.length === 0);
}

async function run(part: AnyPart, subject: string, size: number): Promise<Trial> {
  const startMs = performance.now();
  const trial = (outcome: Outcome) => ({
    ...{ part: part.name, subject, size, elapsedMs: performance.now() - startMs },
    ...outcome,
  });
  try {
    const supported = await applies(part, subject);
    if (!supported.ok) return { ...trial({ failures: [], figures: {} }), skipped: supported.reason };
    if (part.of !== 'models') return trial(await within(part.limitMs, part.run(subject, size)));
    await using server = new Subject(subject as ModelName);
    return trial(await within(part.limitMs, part.run(server, size)));
  } catch (error) {
    return trial({ failures: [(error as Error).message], figures: {} });
  }
}

async function applies(part: AnyPart, subject: string): Promise<Supported> {
  if (part.of === 'rings') return { ok: true };
  return part.of === 'models' ? part.applies(subject as ModelName) : await part.applies(subject);
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const deadline = setTimeout(() => late.reject(new Error(`not done after ${ms / 1000} s`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(deadline);
  }
}

function verdict({ skipped, failures }: Trial): string {
  if (skipped !== undefined) return `skipped, ${skipped}`;
  return failures.length === 0 ? 'holds' : failures.join('; ');
}

function readFlags(args: readonly string[]) {
  const text = { type: 'string', multiple: true } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        model: text,
        ring: text,
        path: text,
        client: text,
        part: text,
        size: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    const usage =
      'npm run soak -- [--part NAME]… [--model NAME]… [--ring NAME]… [--path NAME]… [--client NAME]… [--size N] [--json]';
    throw new UserError(`${(error as Error).message}; usage: ${usage}`, { cause: error });
  }
  const names = values.part?.map((name) => parseName('--part', name, partNames)) ?? partNames;
  return {
    chosen: parts.filter(({ name }) => names.includes(name)),
    subjects: {
      models: values.model?.map((name) => parseName('--model', name, modelNames)) ?? modelNames,
      rings: values.ring?.map((name) => parseName('--ring', name, rings)) ?? rings,
      paths: values.path?.map((name) => parseName('--path', name, builtPaths)) ?? builtPaths,
      clients: values.client?.map((name) => parseName('--client', name, foreignClientNames)) ?? foreignClientNames,
    },
    size: values.size === undefined ? undefined : parseCount('--size', values.size, 1, 100_000_000),
    json: values.json,
  };
}

try {
  onReaderGone(() => process.exit(readerGoneExitCode));
  const holds = await main();
  // Whatever a trial has left open must not keep the program. A table that nobody reads is known to be one in the next
  // turn of the loop.
  setImmediate(() => process.exit(holds ? 0 : 1));
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(2);
}
