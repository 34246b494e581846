/**
 * From JSON to a result, or one sentence that names the place in the file that does not fit. What the suite itself wrote is
 * trusted beyond its shape and its identities; that a file was edited to say something else is told by its digest (result-file.ts).
 */
import { z } from 'zod';
import { headerSchema, resultFormat, resultSchema, resultVersion } from '../result/result.ts';
import type { ResultFile, ResultHeader } from '../result/result.ts';
import { trialSchema, type Trial } from '../result/trial.ts';
import type { Plan } from '../result/plan.ts';
import type { Kinds } from '../trials/index.ts';
import { identityProblem } from './identities.ts';
import { referenceProblem } from './references.ts';

const remedy =
  'take it from where it was saved, or the edition from the commit that its environment names, or measure again';

/** `problem` is a sentence without the file's name, which the reader of the file puts in front. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly problem: string;
      /** What to do about a file, where the problem does not say it. */
      readonly remedy?: string;
    };

/** A whole result, as `JSON.parse` left it. */
export function parseResult(value: unknown, kinds: Kinds): Parsed<ResultFile> {
  const parsed = parseVersioned(resultSchema, value);
  return parsed.ok ? checked(parsed.value, parsed.value.trials, parsed.value, kinds) : parsed;
}

/** The first line of a journal. */
export function parseHeader(value: unknown, kinds: Kinds): Parsed<ResultHeader> {
  const parsed = parseVersioned(headerSchema, value);
  return parsed.ok ? checked(parsed.value, [], parsed.value, kinds) : parsed;
}

/** Any other line of a journal; whether it fits the plan is for `parseTrials` to say. */
export function parseTrial(value: unknown): Parsed<Trial> {
  return parse(trialSchema, value);
}

/** Whether trials fit the plan that they stand below. */
export function parseTrials(header: ResultHeader, trials: readonly Trial[], kinds: Kinds): Parsed<readonly Trial[]> {
  return checked(trials, trials, header, kinds);
}

function checked<Value>(
  value: Value,
  trials: readonly Trial[],
  { plan, finishedAt }: ResultHeader,
  kinds: Kinds,
): Parsed<Value> {
  const problem =
    ofKinds(plan, trials, kinds) ??
    identityProblem(plan, trials, finishedAt !== null) ??
    referenceProblem(plan, trials, kinds);
  return problem === null ? { ok: true, value } : { ok: false, problem: `is no valid result: ${problem}`, remedy };
}

/** Setups and records have the shapes that their kinds give them. */
function ofKinds(plan: Plan, trials: readonly Trial[], kinds: Kinds): string | null {
  const kindNames = new Map<string, string>();
  for (const [g, { cells }] of plan.groups.entries()) {
    for (const [c, { id, kind: name, setup }] of cells.entries()) {
      const place = `plan.groups[${g}].cells[${c}]`;
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (kind === undefined) return `${place}.kind: ${name}, and this edition has ${Object.keys(kinds).join(', ')}`;
      const { success, error } = kind.setupSchema.safeParse(setup, { reportInput: true });
      if (!success) return firstIssue(error.issues, `${place}.setup`);
      kindNames.set(id, name);
    }
  }
  for (const [index, trial] of trials.entries()) {
    const kind = kinds[kindNames.get(trial.cell) ?? ''];
    if (trial.outcome !== 'completed' || kind === undefined) continue;
    const { success, error } = kind.recordSchema.safeParse(trial.record, { reportInput: true });
    if (!success) return firstIssue(error.issues, `trials[${index}].record`);
  }
  return null;
}

const preamble = z.object({
  format: z.literal(resultFormat),
  version: z.unknown(),
  environment: z.unknown().optional(),
});

/** Format and version come first: the problems of another program's file, or another edition's, are not worth listing. */
function parseVersioned<Value>(schema: z.ZodType<Value>, value: unknown): Parsed<Value> {
  const { success, data } = preamble.safeParse(value);
  if (!success) {
    return { ok: false, problem: `is no echobench result (those begin with "format": "${resultFormat}")` };
  }
  const { version } = data;
  if (typeof version === 'number' && version !== resultVersion) {
    const [age, advice] =
      version > resultVersion
        ? ['a newer', 'update']
        : ['an older', 'make its report with the commit that its environment names, or measure again'];
    const problem = `was written by ${age} echobench (version ${version}; this one reads ${resultVersion}): ${advice}`;
    return { ok: false, problem };
  }
  return parse(schema, value);
}

function parse<Value>(schema: z.ZodType<Value>, value: unknown): Parsed<Value> {
  const { success, data, error } = schema.safeParse(value, { reportInput: true });
  return success
    ? { ok: true, value: data }
    : { ok: false, problem: `is no valid result: ${firstIssue(error.issues, '')}`, remedy };
}

/** `plan.rounds: expected number to be >0, found -4 (and 3 more)`. */
function firstIssue(issues: readonly z.core.$ZodIssue[], within: string): string {
  const [first, ...others] = issues;
  if (first === undefined) return `${within} does not fit`;
  const path = z.core.toDotPath(first.path);
  const place = [within, path].filter((part) => part !== '').join('.');
  const expected = first.message.replace(/^.*?\b[Ee]xpected/s, 'expected').replace(/, received .*$/s, '');
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  // The input of a union is the whole object, not the property that tells its members apart.
  const found = first.code === 'invalid_union' ? '' : `, found ${shown(first.input)}`;
  return `${place === '' ? '' : `${place}: `}${expected}${found}${more}`;
}

function shown(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (typeof input === 'number') return String(input);
  const json = JSON.stringify(input);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
