/**
 * The claims of an experiment: a table with a verdict each, and behind it for each claim the rule that stood before the
 * measurement, what was measured, and why it comes out so. Readable alone: a page of the documentation is made of it.
 */
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import type { JudgedClaim, JudgedPrediction } from '../../analysis/judged-claim.ts';
import type { FigureReference } from '../../result/claim.ts';
import type { PlacedChart } from '../describe/charts.ts';
import { formatCount } from '../text/format.ts';
import { aboutClaim } from '../text/claim-evidence.ts';
import { decisive, outcomeText } from '../text/claim-words.ts';
import { figureCell, usualRounds } from './brief/cells.ts';
import { code, details, plain, table } from './text.ts';

/**
 * Markdown; null where the experiment has no claims.
 *
 * @param charts of the report, for links; none where they are drawn beside it
 * @param evidence whether what is behind the table is folded away
 */
export function claimsSection(
  experiment: ExperimentAnalysis,
  charts: readonly PlacedChart[],
  evidence: 'folded' | 'open',
): string | null {
  const { judged } = experiment;
  if (judged.length === 0) return null;
  const sections = judged.map((one) => {
    const body = [...evidenceOf(one, experiment), ...chartsOf(one, charts)].join('\n\n');
    return evidence === 'folded' ? details(titleOf(one), body) : `### ${plain(titleOf(one))}\n\n${body}`;
  });
  return [claimsTable(judged), ruleOfAll, ...sections].join('\n\n');
}

/** The table alone, for a report that has the evidence in its page; null where the experiment has no claims. */
export function claimsInBrief({ judged, name }: ExperimentAnalysis, charts: readonly PlacedChart[]): string | null {
  if (judged.length === 0) return null;
  const own = charts.filter(({ what, experiment }) => what === 'claim' && experiment === name);
  const links = own.map(({ of, path }) => `[${of ?? ''}](${path})`);
  return [
    claimsTable(judged),
    ruleOfAll,
    `What was looked at for each, by number: ${links.join(', ')}. All predictions, figures and mechanisms are in [report.html](report.html).`,
  ].join('\n\n');
}

const ruleOfAll =
  'A claim is *confirmed* where all of its predictions hold, *refuted* where none does; it *depends* where some do. A prediction holds where its whole interval is within its bounds, and fails where the whole interval is outside; the intervals of a claim cover at once with 95 %. Those of shares are exact (Clopper and Pearson), over the counts of all rounds.';

function claimsTable(judged: readonly JudgedClaim[]): string {
  return table(
    [{ title: 'No.', align: 'right' }, { title: 'What it says' }, { title: 'Here' }, { title: 'Measured' }],
    judged.map((one) => [
      String(one.claim.number),
      `${plain(one.claim.says)} (*${plain(one.claim.section)}*)`,
      `**${plain(one.verdict)}**`,
      decisive(one)
        .map((prediction) => plain(`${prediction.prediction.text}: ${outcomeText(prediction)}`))
        .join('<br>'),
    ]),
  );
}

/** Its own, and those of the experiments that it reads. */
function chartsOf({ claim }: JudgedClaim, charts: readonly PlacedChart[]): string[] {
  const own = charts.filter(({ what, of }) => what === 'claim' && of === String(claim.number));
  const read = new Set(
    claim.predictions.flatMap(({ of, against }) => [of, ...(against === null ? [] : [against])]).map(experimentOf),
  );
  const others = charts.filter(
    ({ what, experiment }) => what !== 'claim' && experiment !== null && read.has(experiment),
  );
  return [
    ...own.map(({ path }) => `![Chart of claim ${claim.number}: ${plain(claim.name)}](${path})`),
    ...(others.length === 0
      ? []
      : [
          `Charts: ${others.map(({ experiment, what, path }) => `[${plain(experiment ?? '')}, ${plain(what)}](${path})`).join(', ')}`,
        ]),
  ];
}

function experimentOf({ group }: FigureReference): string {
  return group.slice(0, group.indexOf('/'));
}

function titleOf({ claim, verdict }: JudgedClaim): string {
  return `${claim.number} ${claim.name}: ${verdict}`;
}

function evidenceOf(judged: JudgedClaim, experiment: ExperimentAnalysis): string[] {
  const { claim, predictions } = judged;
  const situations = situationsOf(judged, experiment);
  return [
    `*${plain(claim.says)}* (${plain(claim.section)})`,
    plain(claim.test),
    predictions.map((one) => `- ${predictionLine(one)}`).join('\n'),
    `${plain(claim.mechanism)} ${plain(`(${claim.sources.join('; ')})`)}`,
    ...(situations === null ? [] : [situations]),
  ];
}

/** What was looked at, and every figure of it that the claim names. */
function situationsOf(judged: JudgedClaim, experiment: ExperimentAnalysis): string | null {
  const own = aboutClaim(judged, experiment);
  const [group] = own?.groups ?? [];
  if (own === null || group === undefined) return null;
  const usual = usualRounds(own);
  return table(
    [
      { title: plain(own.factor.title) },
      ...own.shown.map(({ column }) => ({ title: plain(column), align: 'right' as const })),
    ],
    group.rows.map((row) => [code(row.cell.arm), ...own.shown.map((metric) => figureCell(row, metric, own, usual))]),
  );
}

/** ``With a backlog of 5, exactly 5 connects are queued: **no**, 6 (…) (`howto/6 backlog/backlog 5`, from 5 to 5)``. */
function predictionLine(judged: JudgedPrediction): string {
  const { text, of, against } = judged.prediction;
  const [word = '', ...rest] = outcomeText(judged).split(/(?=[,:])/);
  const cells = against === null ? cellsOf(of, judged.arms) : `${cellsOf(of, 1)} against ${cellsOf(against, 1)}`;
  return `${plain(text)}: **${plain(word)}**${plain(rest.join(''))}. ${cells}`;
}

/** `` `howto/13 half-close/iterative` ``, and how many of the others were counted with it. */
function cellsOf({ group, arm, pooledWith = [] }: FigureReference, arms: number): string {
  const all = 1 + pooledWith.length;
  const others = all === 1 ? '' : ` and others of its group, ${formatCount(arms)} of ${formatCount(all)} counted`;
  return `${code(`${group}/${arm}`)}${others}`;
}
