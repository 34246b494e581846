/**
 * From what a person typed to what is meant. An ID in full names one statement; without its metric a figure of the primary
 * one; its first parts alone all that begins with them. Words are taken as in the report, too: `100 µs of work` is
 * `100-us-of-work`.
 */
import { primaryOf } from '../../analysis/analysis.ts';
import { slug } from '../../analysis/citable.ts';
import type { Statement } from './statements.ts';

export type Found =
  | { readonly kind: 'one'; readonly statement: Statement }
  | { readonly kind: 'several'; readonly statements: readonly Statement[] }
  | {
      readonly kind: 'none';
      /** How far the ID leads to something; null where not even its first part does. */
      readonly known: string | null;
      /** IDs that look like it, the likeliest first; empty where none does. */
      readonly nearest: readonly string[];
    };

const mostNearest = 5;
/** Mean unlikeness of parts, 0 … 1: beyond it an ID only looks like what was typed by chance. */
const farthestNear = 0.5;

export function find(typed: string, statements: readonly Statement[]): Found {
  const id = normalized(typed);
  const statement = statements.find((one) => one.id === id || shortIdOf(one) === id);
  if (statement !== undefined) return { kind: 'one', statement };
  const below = findBelow(typed, statements);
  if (below.length > 0) return { kind: 'several', statements: below };
  return { kind: 'none', known: knownPart(id, statements), nearest: nearestTo(id, statements) };
}

/** All whose ID goes on where this one ends: of an arm, each of its metrics. */
export function findBelow(typed: string, statements: readonly Statement[]): readonly Statement[] {
  const id = normalized(typed);
  return statements.filter((one) => one.id.startsWith(`${id}/`));
}

function normalized(typed: string): string {
  const parts = typed.split('/').filter((part) => part.trim() !== '');
  return parts.map(slug).join('/');
}

/** By which a figure of the primary metric can be named as well: its ID without the metric. Null of everything else. */
export function shortIdOf(statement: Statement): string | null {
  if (statement.kind !== 'figure' || statement.metric.name !== primaryOf(statement.experiment).name) return null;
  return statement.id.slice(0, statement.id.lastIndexOf('/'));
}

function knownPart(id: string, statements: readonly Statement[]): string | null {
  const parts = id.split('/');
  const firsts = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  return firsts.find((first) => statements.some((one) => one.id === first || one.id.startsWith(`${first}/`))) ?? null;
}

/** Each typed part is looked for among the parts of an ID, wherever it stands: what is left is how unlike the two are. */
function nearestTo(id: string, statements: readonly Statement[]): string[] {
  const parts = id.split('/');
  const ids = statements.flatMap((one) => [shortIdOf(one), one.id].filter((known) => known !== null));
  return ids
    .map((known) => {
      const own = known.split('/');
      const unlike = parts.map((part) => Math.min(...own.map((other) => unlikeness(part, other))));
      const sum = unlike.reduce((total, one) => total + one, 0);
      // Of IDs that fit alike, the one with as many parts was meant.
      return { known, mean: sum / parts.length, unlike: sum + Math.abs(own.length - parts.length) / 10 };
    })
    .filter(({ mean }) => mean <= farthestNear)
    .toSorted((one, other) => one.unlike - other.unlike)
    .slice(0, mostNearest)
    .map(({ known }) => known);
}

/** 0 of the same, 1 of what has nothing in common: by letters or by whole words, whichever finds more alike. */
function unlikeness(one: string, other: string): number {
  const [own, others] = [one.split('-'), other.split('-')];
  const shared = own.filter((word) => others.includes(word)).length;
  const byWords = 1 - (2 * shared) / (own.length + others.length);
  return Math.min(byWords, editDistance(one, other) / Math.max(one.length, other.length, 1));
}

/** Levenshtein's: characters to be inserted, removed or replaced. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, character] of Array.from(one).entries()) {
    const row = [index + 1];
    for (const [column, wanted] of Array.from(other).entries()) {
      const replaced = (above[column] ?? 0) + (character === wanted ? 0 : 1);
      row.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
