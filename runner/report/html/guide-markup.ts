/** The decision guide's form and its answers. */
import { figureOf, type Row } from '../../analysis/analysis.ts';
import { ratioBound } from '../../analysis/bound.ts';
import { isLowerBound, labelsOf } from '../../analysis/labels.ts';
import type { Quantity } from '../../result/quantity.ts';
import { figureKey } from '../describe/figures.ts';
import { absoluteText, comparisonOf } from '../text/comparison.ts';
import { formatExactly, formatQuantity, formatRatio, formatDifference } from '../text/format.ts';
import { labelsAbout } from '../text/limits.ts';
import { atGroup, bracketed, failureSummary, uncapitalized } from '../text/words.ts';
import type { Advice, Criterion, Offer } from '../../result/advice.ts';
import type { Chosen, Difference, NoData, Question } from './choose.ts';
import { citeButton, familyMark } from './figure-tables.ts';
import { isolationWords } from './isolation.ts';
import { html, Markup, type Content } from './markup.ts';
import { contrastWith } from './view.ts';

/** @param first name of the criterion that is asked for first */
export function questionForm({ criteria }: Advice, first: string): Markup {
  const number = (name: string, title: string, value: string, unit: string) =>
    html`<label class="field" for="guide-${name}"
      ><span>${title}</span
      ><span class="unit"
        ><input
          id="guide-${name}"
          name="${name}"
          type="number"
          min="0"
          step="any"
          inputmode="decimal"
          value="${value}"
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
      ${number('connections', 'Connections', '64', '')} ${number('work', 'Computation per request', '0', 'µs')}
      ${number('bytes', 'Message', '64', 'B')}
      <label class="field" for="guide-exchanges"
        ><span>Exchanges per connection</span
        ><select id="guide-exchanges" name="exchanges">
          <option value="many">many: connections are kept</option>
          <option value="one">one: a new connection for each</option>
        </select></label
      >
      ${number('rate', 'Requests arrive at', '', '/s')}
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

function noData({ criterion, offer }: NoData, { exchanges }: Question): Markup {
  const what = criterion === null ? 'that' : criterion.title;
  const load = exchanges === 'one' ? 'one exchange per connection' : 'connections that are kept';
  return html`<p class="verdict">
    <strong>No data.</strong> This result did not compare ${what} with
    ${load}${criterion?.isAtRate === true ? ' at a given rate' : ''}. ${commandOf(offer)}
  </p>`;
}

function commandOf(offer: Offer | null): Content {
  return offer === null
    ? html`No experiment of this suite measures it; <code>npm run serve</code> and <code>npm run load</code> do, by
        hand.`
    : html`Run <code>npm run bench -- ${offer.experiment}</code>.`;
}

function chosen(answer: Chosen, question: Question): Markup {
  const { experiment, group, metric, ranks, excluded, missing, differences, offer } = answer;
  const isFar = differences.some((one) => one.isFar);
  const leading = ranks[0] ?? [];
  const plural = experiment.factor.plural;
  const where = `${experiment.title}, ${group.label}`;
  const headline = experiment.unfit
    ? html`<strong>The controls of this run failed:</strong> figures are shown, and no order is told.`
    : leading.length === 0
      ? html`<strong>None of the ${plural} measured keeps requests apart like that.</strong>`
      : leading.length === 1
        ? html`<strong><code>${leading[0]?.row.cell.arm ?? ''}</code></strong> came out best in
            ${uncapitalized(metric.title)}.`
        : html`<strong
              >${leading.map(({ row }, at) => html`${at === 0 ? '' : ', '}<code>${row.cell.arm}</code>`)}</strong
            >
            tie in ${uncapitalized(metric.title)}: they were not told apart.`;
  return html`<p class="verdict">${headline}</p>
    <p>
      Measured: ${where}
      (${group.group.terms.map(({ text }) => text).join(', ')}).${differences.map((one) => html` ${differenceWords(one, answer.criterion)}`)}${
        isFar
          ? html` <strong>This is far from what you asked: do not read it as an answer.</strong> ${commandOf(offer)}`
          : null
      }
    </p>
    ${rankTable(answer)}
    <p class="small">
      ${capitalized(plural)} of different ranks were told apart by their ratios within rounds; those that share a rank
      (=) were not all told apart. Comparisons that the plan declared have its intervals, the others a 95 % interval
      each: about one of twenty such pairs shows a difference that is not there.
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
  const text = `You asked for ${formatExactly(asked, quantity)} ${noun}; nearest measured: ${formatQuantity(measured, quantity)}.`;
  return isFar ? html`<mark>${text}</mark>` : html`${text}`;
}

function rankTable({ experiment, group, metric, ranks }: Chosen): Markup | null {
  const best = ranks[0]?.[0]?.row;
  if (best === undefined) return null;
  const rows = ranks.flatMap((rank, index) =>
    rank.map(({ row, isBound }) => {
      const estimate = figureOf(row, metric);
      const shown = row.declared ? comparisonOf(row, group, metric, experiment) : null;
      const labels = bracketed(labelsOf(row, labelsAbout([metric], experiment.labels)));
      return html`<tr>
        <td class="n">${experiment.unfit ? '–' : index + 1}${rank.length > 1 && !experiment.unfit ? ' =' : ''}</td>
        <th scope="row">${familyMark(row.cell.family)}<code>${row.cell.arm}</code></th>
        <td class="n">
          ${estimate === null ? '–' : absoluteText(row, estimate, metric)}${labels}${citeButton(figureKey(row, metric), `${row.cell.arm}, ${metric.title}`)}
        </td>
        <td class="n">
          ${row === best ? '' : ratioTo(row, best, metric, experiment)}${isBound ? ' (may be better)' : ''}
        </td>
        <td>${shown?.sentence ?? ''}</td>
      </tr>`;
    }),
  );
  return html`<div class="scroll">
    <table class="ranks">
      <caption>
        ${metric.title} ${atGroup(group.label)}, best first
      </caption>
      <thead>
        <tr>
          <th class="n" scope="col">Rank</th>
          <th scope="col">${experiment.factor.title}</th>
          <th class="n" scope="col">${metric.column} (95 %)</th>
          <th class="n" scope="col">${metric.scale === 'factor' ? '÷' : '−'} the first (95 %)</th>
          <th scope="col">Verdict against ${experiment.baseline ?? 'what was claimed'}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
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
