/** The controls above the charts of an experiment: what can be chosen, as the analysis has it. */
import { type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { slug } from '../../analysis/citable.ts';
import { familyWords } from './family.ts';
import { familyMark } from './figure-tables.ts';
import { html, Markup, type Content } from './markup.ts';
import { armsOf, familyName, metricsOf, possibleBaselines, type Order, type ScaleChoice } from './view.ts';

const orderTitles: Readonly<Record<Order, string>> = {
  catalogue: 'as in the catalogue',
  best: 'best first',
  name: 'by name',
  family: 'by family',
};

const scaleTitles: Readonly<Record<ScaleChoice, string>> = {
  drawn: 'as in the report',
  linear: 'linear',
  log: 'logarithmic',
};

export function toolbar(experiment: ExperimentAnalysis): Markup {
  const { baseline, factor, shown, name } = experiment;
  const metrics = metricsOf(experiment);
  const own = new Set(shown.map((metric) => metric.name));
  const arms = armsOf(experiment);
  const families = familiesOf(experiment);
  const id = (what: string) => `${slug(name)}-${what}`;
  const baselines = possibleBaselines(experiment);
  const options = (titles: Readonly<Record<string, string>>) =>
    Object.entries(titles).map(([value, title]) => html`<option value="${value}">${title}</option>`);
  const metricOptions = (isOwn: boolean) =>
    metrics
      .filter((metric) => own.has(metric.name) === isOwn)
      .map((metric) => html`<option value="${metric.name}">${metric.title}</option>`);
  return html`<form class="tools" aria-label="What is shown of ${experiment.title}">
    ${field(
      'Metric',
      id('metric'),
      html`<select id="${id('metric')}" name="metric">
        <option value="">as in the report</option>
        <optgroup label="Compared">${metricOptions(true)}</optgroup>
        <optgroup label="Described">${metricOptions(false)}</optgroup>
      </select>`,
    )}
    ${
      baselines.length < 2
        ? null
        : field(
            'Compared with',
            id('baseline'),
            html`<select id="${id('baseline')}" name="baseline">
              <option value="">${baseline ?? 'what was claimed'} (declared)</option>
              ${baselines.filter((arm) => arm !== baseline).map((arm) => html`<option value="${arm}">${arm}</option>`)}
            </select>`,
          )
    }
    ${field(
      'Scale',
      id('scale'),
      html`<select id="${id('scale')}" name="scale">
        ${options(scaleTitles)}
      </select>`,
    )}
    ${field(
      'Order',
      id('order'),
      html`<select id="${id('order')}" name="order">
        ${options(orderTitles)}
      </select>`,
    )}
    ${field('Search', id('search'), html`<input id="${id('search')}" name="search" type="search" autocomplete="off" placeholder="part of a name" />`)}
    ${
      families.length < 2
        ? null
        : html`<fieldset class="families">
            <legend>Families</legend>
            ${families.map(([family, words]) => checkbox('family', family, html`${familyMark(family)}${words}`))}
          </fieldset>`
    }
    <details class="arms">
      <summary>Choose ${factor.plural}</summary>
      <fieldset>
        <legend class="hidden">${factor.plural}</legend>
        ${arms.map((arm) => checkbox('arm', arm, arm))}
      </fieldset>
    </details>
    <button type="reset">Reset</button>
    <output class="muted" aria-live="polite"></output>
  </form>`;
}

function field(title: string, id: string, control: Markup): Markup {
  return html`<label class="field" for="${id}"><span>${title}</span>${control}</label>`;
}

function checkbox(name: string, value: string, words: Content): Markup {
  return html`<label class="check"><input type="checkbox" name="${name}" value="${value}" checked /> ${words}</label>`;
}

/** Families of the arms with their names in words, in the order in which they come. */
function familiesOf({ groups }: ExperimentAnalysis): [string, string][] {
  const found = new Set(groups.flatMap(({ rows }) => rows.map(familyName)));
  return [...found].map((family) => [family, familyWords(family)]);
}
