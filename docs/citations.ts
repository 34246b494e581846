/**
 * `npm run docs`: the figures in pages of the documentation, as `npm run cite` prints them from committed results. With
 * `--check`, as in `npm run check`: only whether they are what the results say.
 *
 *     docs/citations.ts [--check] [FILE…]      FILE: every page of the documentation unless given
 *
 * A page has, each marker on a line of its own, IDs of one result; and without an ID the place where machine, commit and the
 * command stand that repeats the run:
 *
 *     <!-- cite results/reference models/64-connections/thread-pool-handoff/throughput -->
 *     <!-- /cite -->
 *     <!-- cite results/reference -->
 *     <!-- /cite -->
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../native/user-folder.ts';
import { loadResult } from '../runner/commands/load-result.ts';
import { citationOf, citeContext, runInMarkdown, type CiteContext } from '../runner/report/cite/citation.ts';

const blocks = /^<!-- cite (?<asked>[^>]+?) -->$(?<old>[^]*?)^<!-- \/cite -->$/gm;

/** Results are read once, however many pages cite them. */
const contexts = new Map<string, Promise<CiteContext>>();

async function contextOf(directory: string): Promise<CiteContext> {
  const known = contexts.get(directory);
  if (known !== undefined) return await known;
  const loading = loadResult(join(checkout, directory)).then(({ result, analysis }) => citeContext(result, analysis));
  contexts.set(directory, loading);
  return await loading;
}

/**
 * A line for each claim, and below them their conditions; without an ID where the figures of the result come from.
 *
 * @throws Error for what cannot be cited
 */
async function cited(asked: string): Promise<string> {
  const [directory = '', ...ids] = asked.split(/\s+/);
  const context = await contextOf(directory);
  if (ids.length === 0) return `<sub>[${directory}](${directory}/report.md): ${runInMarkdown(context)}</sub>`;
  const found = ids.map((id) => {
    const statement = context.statements.find((one) => one.id === id);
    if (statement === undefined)
      throw new Error(`${directory} has no ${id}: npm run cite -- ${directory} lists what it has`);
    const citation = citationOf(statement, context);
    if (!citation.ok) throw new Error(`${id} of ${directory} cannot be cited: ${citation.why}`);
    return citation.inMarkdown;
  });
  const claims = found.map(({ claim }) => `- ${claim}`);
  const conditions = new Set(found.map((one) => one.conditions).filter((text) => text !== ''));
  return [...claims, '', ...[...conditions].map((text) => `<sub>${text}</sub>`)].join('\n').trimEnd();
}

async function withCitations(text: string): Promise<string> {
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(blocks)) {
    const asked = match.groups?.['asked'] ?? '';
    parts.push(text.slice(end, match.index), `<!-- cite ${asked} -->\n\n${await cited(asked)}\n\n<!-- /cite -->`);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].join('');
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
  const all = globSync(['*.md', 'docs/**/*.md', 'results/README.md'], { cwd: checkout }).map((page) =>
    join(checkout, page),
  );
  for (const file of positionals.length > 0 ? positionals : all) {
    const text = readFileSync(file, 'utf8');
    const wanted = await withCitations(text);
    if (wanted === text) continue;
    if (values.check === true)
      throw new Error(`${file}: its figures are not those of the committed results: npm run docs writes them`);
    writeFileSync(file, wanted);
  }
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
