/**
 * `npm run cite`: a figure of a result as a sentence with its uncertainty, its conditions, its machine and the command that
 * repeats it; without an ID, what can be cited.
 */
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../native/storage-error.ts';
import { checkout, npmCommand, pathForUser, userPath } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import { citationOf, citeContext, type CiteContext } from '../report/cite/citation.ts';
import type { CitationFormat } from '../report/cite/formats.ts';
import { citationList } from '../report/cite/list.ts';
import { find, findBelow, type Found } from '../report/cite/lookup.ts';
import type { Statement } from '../report/cite/statements.ts';
import { wrap } from '../report/text/wrap.ts';
import { journalName } from '../store/journal.ts';
import { resultName } from '../store/result-file.ts';
import { loadResult } from './load-result.ts';

export interface CiteOptions {
  /** What was typed besides flags: an ID, a result, both in any order, or nothing. */
  readonly words: readonly string[];
  /** Null: none was asked for. */
  readonly format: CitationFormat | null;
  /** Lists every metric. */
  readonly all: boolean;
  /** Characters in a line of a list; a citation is one line, to be copied. */
  readonly columns: number;
  /** What is meant where no result is named; the newest run of this checkout unless given. */
  readonly latest?: string;
}

/** Returns what to print. @throws UserError for what cannot be cited, with what can be in its place */
export async function cite(options: CiteOptions): Promise<string> {
  const { id, path } = await placeOf(options.words, options.latest ?? newest);
  const { result, analysis } = await loadResult(path);
  const context = citeContext(result, analysis);
  if (context.refusal !== null) throw new UserError(`${pathForUser(path)}: ${context.refusal}`);
  if (id === null) return list(context.statements, path, context, options);
  const below = options.all ? findBelow(id, context.statements) : [];
  const found: Found = below.length > 0 ? { kind: 'several', statements: below } : find(id, context.statements);
  switch (found.kind) {
    case 'one':
      return one(found.statement, path, context, options);
    case 'several':
      return list(found.statements, path, context, options);
    case 'none': {
      const known = found.known === null ? 'nothing of that name' : `${found.known}, and nothing of that name in it`;
      const firsts = new Set(context.statements.map((statement) => statement.id.split('/')[0]));
      const near =
        found.nearest.length === 0
          ? `IDs begin with ${[...firsts].join(', ')}`
          : `nearest are ${found.nearest.join(', ')}`;
      throw new UserError(
        `${id}: ${pathForUser(path)} has ${known}; ${near}; ${npmCommand('cite', [pathForUser(path)])} lists all`,
      );
    }
  }
}

function one(statement: Statement, path: string, context: CiteContext, { format, all }: CiteOptions): string {
  if (all) throw new UserError(`--all with ${statement.id}: this is one figure; leave the flag out`);
  const citation = citationOf(statement, context);
  if (citation.ok) return citation[format ?? 'text'];
  const instead =
    citation.instead === null
      ? `; ${npmCommand('cite', [pathForUser(path)])} lists what can be cited`
      : `; cite ${citation.instead} instead`;
  throw new UserError(`${statement.id}: ${citation.why}${instead}`);
}

function list(
  statements: readonly Statement[],
  path: string,
  context: CiteContext,
  { format, all, columns }: CiteOptions,
): string {
  if (format !== null) {
    throw new UserError(`--format ${format}: is for one figure; name its ID too, or leave the flag out for a list`);
  }
  const command = `${npmCommand('cite', [])} -- ID ${pathForUser(path)} [--format markdown|bibtex]`;
  const head = wrap(`Of ${pathForUser(path)} can be cited, each with ${command}:`, columns).join('\n');
  return `${head}\n\n${citationList(statements, context, { all, columns })}`;
}

const newest = join(checkout, 'results', 'latest');

/** What is a result, or can only be meant as one, is it, wherever it stands. */
async function placeOf(
  words: readonly string[],
  latest: string,
): Promise<{ readonly id: string | null; readonly path: string }> {
  const [first, second] = words;
  if (first === undefined) return { id: null, path: await latestResult(latest) };
  const isPath = (await isResult(userPath(first))) || looksLikePath(first);
  if (second === undefined) {
    return isPath ? { id: null, path: userPath(first) } : { id: first, path: await latestResult(latest) };
  }
  const isSwapped = isPath && !(await isResult(userPath(second)));
  return isSwapped ? { id: second, path: userPath(first) } : { id: first, path: userPath(second) };
}

/** No ID begins or ends so. */
function looksLikePath(word: string): boolean {
  return /^(\.|\/|~|results\/)|\.json$/.test(word);
}

async function isResult(path: string): Promise<boolean> {
  if (!(await exists(path))) return false;
  if (!(await stat(path)).isDirectory()) return true;
  const inside = await Promise.all([resultName, journalName].map((name) => exists(join(path, name))));
  return inside.includes(true);
}

async function latestResult(latest: string): Promise<string> {
  if (await exists(latest)) return latest;
  const advice = `measure with ${npmCommand('bench', [])}, or name a result, such as ${pathForUser(join(checkout, 'results', 'reference'))}`;
  throw new UserError(`${pathForUser(latest)}: there is none yet: ${advice}`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    // What cannot be looked at is refused, with the reason, when it is read.
    if (errorCode(error) === null) throw error;
    return false;
  }
}
