/**
 * `npm run docs`: results/results.schema.json, the JSON Schema of results.json, from the schemas by which the suite itself
 * reads it, those of the kinds of trials included. With `--check`, as in `npm run check`: only whether it is up to date.
 *
 *     docs/result-schema.ts [--check] [FILE]      FILE: results/results.schema.json unless given
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { checkout } from '../native/user-folder.ts';
import { resultSchema, resultVersion } from '../runner/result/result.ts';
import { kinds } from '../runner/trials/index.ts';

type Json = Record<string, unknown>;

function schema(): Json {
  const own = asFile(z.toJSONSchema(resultSchema, { io: 'input' }));
  const all = Object.values(kinds);
  const cell = at(own, 'properties', 'plan', 'properties', 'groups', 'items', 'properties', 'cells', 'items');
  // What a setup looks like is for the cell's kind to say.
  cell['oneOf'] = all.map(({ name }) => ({
    properties: { kind: { const: name }, setup: reference(name, 'setup') },
  }));
  // Of which kind a trial is stands with its cell, where a schema cannot follow: one of the kinds has to have such a record.
  const trials = at(own, 'properties', 'trials', 'items')['oneOf'] as readonly Json[];
  const records = trials.map((trial) => at(trial, 'properties')).filter((properties) => 'record' in properties);
  if (records.length !== 1) throw new Error('one outcome of a trial has a record');
  for (const properties of records) properties['record'] = { anyOf: all.map(({ name }) => reference(name, 'record')) };
  const { $schema, ...rest } = own;
  return {
    $schema,
    title: 'echobench result',
    description: `results.json of version ${resultVersion}: the plan of a run, its environment and its raw trials. Made by npm run docs from runner/result and runner/trials, where every property is described. What a schema cannot say, such as that every trial is of a cell of the plan, is checked by npm run report.`,
    ...rest,
    $defs: Object.fromEntries(
      all.flatMap(({ name, setupSchema, recordSchema }) => [
        [`${name}-setup`, definition(setupSchema)],
        [`${name}-record`, definition(recordSchema)],
      ]),
    ),
  };
}

function reference(kind: string, what: 'setup' | 'record'): Json {
  return { $ref: `#/$defs/${kind}-${what}` };
}

function definition(of: z.ZodType): Json {
  const { $schema: _, ...rest } = asFile(z.toJSONSchema(of, { io: 'input' }));
  return rest;
}

/**
 * Without `readOnly`, which zod sets for types that TypeScript must not write to; of a file it would say something else. Tuples
 * get their length, which zod leaves out of what is read.
 */
function asFile(value: unknown): Json {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (key === 'readOnly') return undefined;
    if (typeof part !== 'object' || part === null || !('prefixItems' in part)) return part;
    const { length } = part.prefixItems as readonly unknown[];
    return { ...part, minItems: length, ...('items' in part ? {} : { items: false }) };
  });
  return JSON.parse(text) as Json;
}

/** @throws Error where the schemas have moved, so that nothing is left out unseen */
function at(schemaPart: Json, ...keys: readonly string[]): Json {
  return keys.reduce((part, key) => {
    const next = part[key];
    if (typeof next !== 'object' || next === null) throw new Error(`the schema has no ${keys.join('.')}`);
    return next as Json;
  }, schemaPart);
}

function main(): void {
  const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
  const file = positionals[0] ?? join(checkout, 'results', 'results.schema.json');
  const wanted = `${JSON.stringify(schema(), null, 2)}\n`;
  if (values.check !== true) return writeFileSync(file, wanted);
  if (readFileSync(file, 'utf8') !== wanted)
    throw new Error(`${file}: is not that of runner/result and runner/trials: npm run docs writes it`);
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
