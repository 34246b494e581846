/**
 * `npm run docs`: the page of the HOWTO's claims with their verdicts, `howto.md` beside this file, from results/howto. With
 * `--check`, as in `npm run check`: only whether it says what the result says. There is no page before a result is there that may
 * be cited.
 *
 *     docs/howto.ts [--check] [FILE]      FILE: that page unless given
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../native/user-folder.ts';
import { loadResult } from '../runner/commands/load-result.ts';
import { citeCommon, runInMarkdown } from '../runner/report/cite/citation.ts';
import { chartsOf } from '../runner/report/describe/charts.ts';
import { claimsSection } from '../runner/report/markdown/claims.ts';
import { surroundingsSections } from '../runner/report/markdown/surroundings.ts';
import { badgeOf } from '../runner/report/summary/badge.ts';
import { verdictCounts } from '../runner/report/text/claim-words.ts';

const folder = 'results/howto';

async function page(): Promise<string> {
  const { result, analysis, surroundings } = await loadResult(join(checkout, folder));
  const experiment = analysis.experiments.find(({ judged }) => judged.length > 0);
  if (experiment === undefined) throw new Error(`${folder} has no claims: npm run bench -- howto measures them`);
  const badge = badgeOf(result, analysis);
  const charts = chartsOf(result, analysis).map((chart) => ({ ...chart, path: posix.join('..', folder, chart.path) }));
  return [
    '# The Socket Programming HOWTO, judged',
    `Gordon McMillan’s *Socket Programming HOWTO* says how sockets behave and which design to choose, without one measurement. ${verdictCounts(experiment.judged)}, on the one machine below; \`npm run bench -- howto\` judges them on yours. Statements are paraphrased, and how they are judged is in [How a number is made](methodology.md#claims).`,
    `**${badge.fit ? 'Fit to cite' : 'Not fit to cite'}:** ${badge.reason} [${folder}](../${folder}/report.md): ${runInMarkdown(citeCommon(result, analysis))}`,
    claimsSection(experiment, charts, 'open'),
    ...surroundingsSections(surroundings),
    `This page is made by \`npm run docs\` from ${folder}.`,
  ].join('\n\n');
}

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const file = positionals[0] ?? join(import.meta.dirname, 'howto.md');
const isMeasured = existsSync(join(checkout, folder));
const wanted = isMeasured ? `${await page()}\n` : null;
const present = existsSync(file) ? readFileSync(file, 'utf8') : null;
if (!values.check && wanted !== null) writeFileSync(file, wanted);
else if (values.check && present !== wanted) {
  console.error(`${file} does not say what ${folder} says: npm run docs writes it`);
  process.exitCode = 1;
}
