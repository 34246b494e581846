/**
 * `npm run docs`: the tables of models, channels, network paths and experiments in README.md, from the registries, so that a new one is in them by
 * its line there. With `--check`, as in `npm run check`: only whether they are up to date.
 *
 *     docs/tables.ts [--check] [FILE]      FILE: README.md unless given
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { channels } from '../ipc/channels/index.ts';
import { checkout } from '../native/user-folder.ts';
import type { Experiment } from '../runner/experiments/experiment.ts';
import { experiments } from '../runner/experiments/index.ts';
import { paths, spellingOf } from '../runner/trials/paths/index.ts';
import type { Path } from '../runner/trials/paths/path.ts';
import { models } from '../servers/models/index.ts';

type Row = readonly [name: string, ...others: string[]];

/** Between `<!-- NAME -->` and `<!-- /NAME -->`. */
const tables: Readonly<Record<string, () => string>> = {
  models: () =>
    table(
      ['model', 'who accepts, reads and computes', 'classic name'],
      Object.values(models).map(({ name, description, classicName }): Row => [
        linked(name, `servers/models/${name}.ts`, comparedByMainJob().has(name)),
        description,
        classicName,
      ]),
    ),
  channels: () =>
    table(
      ['channel', 'between', 'what it is, and how an end waits'],
      Object.values(channels).map(({ name, between, description }): Row => [
        linked(name, `ipc/channels/${name}.ts`, comparedByMainJob().has(name)),
        between,
        description,
      ]),
    ),
  paths: () =>
    table(
      ['path', 'server and client'],
      Object.values<Path>(paths).map((path): Row => [
        linked(path.name, `runner/trials/paths/${path.name}.ts`, comparedByMainJob().has(path.name), spellingOf(path)),
        path.description,
      ]),
    ),
  experiments: () =>
    table(
      ['experiment', 'what it asks'],
      Object.values(experiments).map(({ name, description, isHeadline }): Row => [
        linked(name, `runner/experiments/${name}.ts`, isHeadline),
        description,
      ]),
    ),
};

/** Arms of the experiments that `npm run bench` does without names, in the profile that it does them in. */
function comparedByMainJob(): ReadonlySet<string> {
  const all: readonly Experiment[] = Object.values(experiments);
  const headline = all.filter(({ isHeadline }) => isHeadline);
  const groups = headline.flatMap((experiment) => experiment.groups('quick', { cpus: [0, 1], topology: [] }));
  return new Set(groups.flatMap(({ arms }) => arms.map(({ name }) => name)));
}

function linked(name: string, path: string, isBold: boolean, shown = name): string {
  if (!existsSync(join(checkout, path)))
    throw new Error(`${path} does not exist: a file has the name of what it holds`);
  const link = `[\`${shown}\`](${path})`;
  return isBold ? `**${link}**` : link;
}

function table(heading: Row, rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), `|${'---|'.repeat(heading.length)}`, ...rows.map(line)].join('\n');
}

/** @throws Error where a pair of markers is missing */
function withTables(text: string, file: string): string {
  return Object.entries(tables).reduce((before, [name, write]) => {
    const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = before.indexOf(opening);
    const to = before.indexOf(closing);
    if (from < 0 || to < from) throw new Error(`${file}: put ${opening} and ${closing} where its table belongs`);
    return `${before.slice(0, from + opening.length)}\n${write()}\n${before.slice(to)}`;
  }, text);
}

function main(): void {
  const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
  const file = positionals[0] ?? join(checkout, 'README.md');
  const text = readFileSync(file, 'utf8');
  const wanted = withTables(text, file);
  if (wanted === text) return;
  if (values.check !== true) return writeFileSync(file, wanted);
  throw new Error(`${file}: its tables are not those of the registries: npm run docs writes them`);
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
