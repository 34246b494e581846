/** The decision guide's form and its answers. */
import { figureOf, type Row } from '../../analysis/analysis.ts';
import { ratioBound } from '../../analysis/bound.ts';
import { comparisonLabels, isLowerBound, labelsOf, labelsOfRatio } from '../../analysis/labels.ts';
import type { Quantity } from '../../result/quantity.ts';
import { figureKey } from '../describe/figures.ts';
import { absoluteText, comparisonOf } from '../text/comparison.ts';
import { formatExactly, formatQuantity, formatRatio, formatDifference } from '../text/format.ts';
import { labelsAbout } from '../text/limits.ts';
import { atGroup, failureSummary, uncapitalized } from '../text/words.ts';
import type { Advice, Criterion, Offer } from '../../result/advice.ts';
import type { Chosen, Difference, NoData, Question } from './choose.ts';
import { armCell, breakable, citeButton, number, tableRow, words as textual } from './figure-tables.ts';
import { isolationWords } from './isolation.ts';
import { html, Markup, type Content } from './markup.ts';
import { sortable } from './sortable.ts';
import { contrastWith } from './view.ts';

/** Amounts that the form asks for, and the least of each that means something. */
export const askedAmounts = [
  { name: 'connections', title: 'Connections', usual: '64', unit: '', least: 1 },
  { name: 'work', title: 'Computation per request', usual: '0', unit: 'µs', least: 0 },
  { name: 'bytes', title: 'Message', usual: '64', unit: 'B', least: 1 },
  { name: 'rate', title: 'Requests arrive at', usual: '', unit: '/s', least: 1 },
] as const;

type AskedAmount = (typeof askedAmounts)[number];

/** @param wrong fields that hold no number, or one that is too small */
export function invalidMarkup(wrong: readonly AskedAmount[]): Markup {
  const sentences = wrong.map(
    ({ title, least, unit }) =>
      `${title}: a number of at least ${least}${unit === '' ? '' : ` ${unit}`}, or nothing where it does not matter.`,
  );
  return html`<p class="alert" role="note">${sentences.join(' ')}</p>`;
}

/** @param open fields that are empty: any value is taken */
export function openMarkup(open: readonly AskedAmount[]): Markup | null {
  if (open.length === 0) return null;
  const list = open.map(({ title, least, unit }) => `${title} (${least}${unit === '' ? '' : ` ${unit}`} or more)`);
  return html`<p class="small">Left open, so that any value is taken: ${list.join(', ')}.</p>`;
}

/**
 * @param first name of the criterion that is asked for first
 * @param processors to choose among; none where all was measured on the same
 */
export function questionForm({ criteria }: Advice, first: string, processors: readonly string[]): Markup {
  const field = ({ name, title, usual, unit, least }: AskedAmount) =>
    html`<label class="field" for="guide-${name}"
      ><span>${title}</span
      ><span class="unit"
        ><input
          id="guide-${name}"
          name="${name}"
          type="number"
          min="${least}"
          step="any"
          inputmode="decimal"
          value="${usual}"
        />
        ${unit}</span
      ></label
    >`;
  return html`<p>
      From what this result measured, under the nearest conditions that it has. Nothing is computed for conditions
      between or beyond them.
    </p>
    <form class="tools" aria-label="My load">
      <label class="field" for="guide-criterion"
        ><span>What counts</span
        ><select id="guide-criterion" name="criterion">
          ${criteria.map(
            ({ name, title }) =>
              html`<option value="${name}" ${name === first ? new Markup('selected') : null}>${title}</option>`,
          )}
        </select></label
      >
      ${askedAmounts.map(field)}
      <label class="field" for="guide-exchanges"
        ><span>Exchanges per connection</span
        ><select id="guide-exchanges" name="exchanges">
          <option value="many">many: connections are kept</option>
          <option value="one">one: a new connection for each</option>
        </select></label
      >
      ${
        processors.length === 0
          ? null
          : html`<label class="field" for="guide-processors"
              ><span>Processors</span
              ><select id="guide-processors" name="processors">
                <option value="">any</option>
                ${processors.map((one) => html`<option value="${one}">${one}</option>`)}
              </select></label
            >`
      }
      <label class="field" for="guide-isolation"
        ><span>Isolation (by design, not measured)</span
        ><select id="guide-isolation" name="isolation">
          <option value="none">not needed</option>
          <option value="request">a slow request must not hold up all</option>
          <option value="crash">a crash must not end all</option>
        </select></label
      >
      <button type="reset">Reset</button>
    </form>`;
}

/** Of a result whose kinds of trials compare nothing that one would choose by its load. */
export function noGuide({ offers }: Advice): Markup {
  const [offer] = offers;
  return html`<p>This result compares nothing that is chosen by a load. ${commandOf(offer ?? null)}</p>`;
}

export function answerMarkup(answer: Chosen | NoData, question: Question): Markup {
  return answer.kind === 'no data' ? noData(answer, question) : chosen(answer, question);
}

function noData({ criterion, offer }: NoData, { exchanges, processors }: Question): Markup {
  const what = criterion === null ? 'that' : criterion.title;
  const load = exchanges === 'one' ? 'one exchange per connection' : 'connections that are kept';
  return html`<p class="verdict">
    <strong>No data.</strong> This result did not compare ${what} with
    ${load}${criterion?.isAtRate === true ? ' at a given rate' : ''}${processors === null ? '' : `, on the processors asked for (${processors})`}.
    ${commandOf(offer)}
  </p>`;
}

function commandOf(offer: Offer | null): Content {
  return offer === null
    ? html`No experiment of this suite measures it; <code>npm run serve</code> and <code>npm run load</code> do, by
        hand.`
    : html`Run <code>npm run bench -- ${offer.experiment}</code>.`;
}

function chosen(answer: Chosen, question: Question): Markup {
  return answer.differences.some(({ isFar }) => isFar) ? tooFar(answer, question) : near(answer, question);
}

/** What was measured lies too far from what was asked to answer it: it is only told beside. */
function tooFar(answer: Chosen, question: Question): Markup {
  const { differences, criterion, offer } = answer;
  return html`<p class="verdict"><strong>No data for that.</strong> ${commandOf(offer)}</p>
    <p>${differences.map((one) => html`${differenceWords(one, criterion)} `)}</p>
    <details class="aside">
      <summary>The nearest that was measured, which is no answer to what you asked</summary>
      <p class="small">${conditionsOf(answer)}</p>
      ${rankedMarkup(answer, question)}
    </details>`;
}

function near(answer: Chosen, question: Question): Markup {
  const { experiment, metric, ranks, differences, criterion } = answer;
  const leading = ranks[0] ?? [];
  const headline = experiment.unfit
    ? html`<strong>The controls of this run failed:</strong> figures are shown, and no order is told.`
    : leading.length === 0
      ? html`<strong>None of the ${experiment.factor.plural} measured keeps requests apart like that.</strong>`
      : leading.length === 1
        ? html`<strong><code>${leading[0]?.row.cell.arm ?? ''}</code></strong> came out best in
            ${uncapitalized(metric.title)}.`
        : html`<strong
              >${leading.map(({ row }, at) => html`${at === 0 ? '' : ', '}<code>${row.cell.arm}</code>`)}</strong
            >
            tie in ${uncapitalized(metric.title)}: they were not told apart.`;
  return html`<p class="verdict">${headline}</p>
    <p>${conditionsOf(answer)}${differences.map((one) => html` ${differenceWords(one, criterion)}`)}</p>
    ${rankedMarkup(answer, question)}`;
}

function conditionsOf({ experiment, group, processors }: Chosen): Markup {
  const terms = group.group.terms.map(({ text }) => text).join(', ');
  const on = processors === null ? null : html` Processors: <strong>${processors}</strong>.`;
  return html`Measured: ${experiment.title}, ${group.label} (${terms}).${on}`;
}

/** The order, and who is not in it. */
function rankedMarkup(answer: Chosen, question: Question): Markup {
  const { experiment, metric, excluded, missing } = answer;
  return html`${rankTable(answer)}
    <p class="small">
      ${capitalized(experiment.factor.plural)} of different ranks were told apart by their ratios within rounds; those
      that share a rank (=) were not all told apart. Comparisons that the plan declared have its intervals, the others a
      95 % interval each: about one of twenty such pairs shows a difference that is not there.
    </p>
    ${excluded.length === 0 ? null : html`<p class="small">Left out, by their design: ${excluded.map(({ cell }) => cell.arm).join(', ')}.</p>`}
    ${missing.length === 0 ? null : html`<p class="small">Without a figure: ${missing.map((row) => `${row.cell.arm} (${failureSummary(row) ?? row.withheld.get(metric.name) ?? 'none'})`).join('; ')}.</p>`}
    ${isolationNote(answer, question)}`;
}

/** Written out: the file of all units brings the reader of result files with it, which a page has no use for. */
const plainCount: Quantity = [{ unit: '', size: 1 }];
const micros: Quantity = [{ unit: 'µs', size: 1e3 }];

const words: Readonly<Record<Difference['amount'], readonly [what: string, quantity: Quantity]>> = {
  connections: ['connections', plainCount],
  workNs: ['of computation per request', micros],
  messageBytes: ['B a message', plainCount],
  ratePerSecond: ['requests per second', plainCount],
};

function differenceWords({ amount, asked, measured, isFar }: Difference, { connections }: Criterion): Markup {
  const [what, quantity] = words[amount];
  const noun = amount === 'connections' && connections === 'idle' ? 'idle connections' : what;
  // What was counted out is known to the last digit, and what was measured is not.
  const nearest = Number.isInteger(measured) ? formatExactly(measured, quantity) : formatQuantity(measured, quantity);
  const text = `You asked for ${formatExactly(asked, quantity)} ${noun}; nearest measured: ${nearest}.`;
  return isFar ? html`<mark>${text}</mark>` : html`${text}`;
}

function rankTable({ experiment, group, metric, ranks }: Chosen): Markup | null {
  const best = ranks[0]?.[0]?.row;
  if (best === undefined) return null;
  const hasVerdicts = ranks.flat().some(({ row }) => row.declared && comparisonOf(row, group, metric, experiment));
  const columns = [
    number('Rank'),
    textual(experiment.factor.title),
    number(`${metric.column} (95 %)`),
    number(`${metric.scale === 'factor' ? '÷' : '−'} the first (95 %)`),
    ...(hasVerdicts ? [textual(`Verdict against ${experiment.baseline ?? 'what was claimed'}`)] : []),
  ];
  const definitions = labelsAbout([metric], experiment.labels);
  const rows = ranks.flatMap((rank, index) =>
    rank.map(({ row, isBound }) => {
      const estimate = figureOf(row, metric);
      const shown = row.declared ? comparisonOf(row, group, metric, experiment) : null;
      const place = `${experiment.unfit ? '–' : index + 1}${rank.length > 1 && !experiment.unfit ? ' =' : ''}`;
      const labels = new Set([
        ...labelsOf(row, definitions),
        ...labelsOfRatio([row, best], definitions),
        ...(row.declared ? comparisonLabels(row, group, definitions) : []),
      ]);
      const ratio = row === best ? '' : ratioTo(row, best, metric, experiment);
      return tableRow(row, [
        html`<td class="n" data-sort="${index + 1}">${place}</td>`,
        armCell(row, [...labels].join('; ')),
        html`<td class="n figure" data-sort="${estimate?.value ?? ''}">
          ${breakable(estimate === null ? '–' : absoluteText(row, estimate, metric))}${citeButton(figureKey(row, metric), `${row.cell.arm}, ${metric.title}`)}
        </td>`,
        html`<td class="n figure">${breakable(`${ratio}${isBound ? ' (may be better)' : ''}`)}</td>`,
        ...(hasVerdicts ? [html`<td>${shown?.sentence ?? ''}</td>`] : []),
      ]);
    }),
  );
  return sortable(columns, rows, `${metric.title} ${atGroup(group.label)}, best first`);
}

function ratioTo(row: Row, best: Row, metric: Chosen['metric'], experiment: Chosen['experiment']): string {
  const contrast = contrastWith(row, best, metric, experiment);
  if (contrast === null) return '–';
  const { bound } = ratioBound(isLowerBound(row, metric), isLowerBound(best, metric));
  return `${bound}${metric.scale === 'factor' ? formatRatio(contrast) : formatDifference(contrast, metric.quantity)}`;
}

function isolationNote({ ranks }: Chosen, { isolation }: Question): Markup | null {
  if (isolation === 'none') return null;
  const families = new Set(ranks.flat().map(({ row }) => row.cell.family));
  const notes = [...families].flatMap((family) => isolationWords(family) ?? []);
  return html`<p class="small">By design, not measured: ${notes.join('; ')}.</p>`;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
