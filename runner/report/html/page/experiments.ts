/** The live part of each experiment: what can be chosen, its charts, and its tables. */
import type { ExperimentAnalysis } from '../../../analysis/analysis.ts';
import { chartsOfView, type DrawnChart } from '../chart-view.ts';
import { groupSection, folded } from '../group-tables.ts';
import { groupsTables } from '../figure-tables.ts';
import { html, type Markup } from '../markup.ts';
import type { PageRun } from '../packed.ts';
import { toolbar } from '../toolbar.ts';
import { armsOf, isDeclaredView, orders, scales, viewed, wholeView, type View } from '../view.ts';
import { figureByKey } from '../point-details.ts';
import { figureOfChart } from './figures.ts';
import { listenToForm, one, put, textOf } from './dom.ts';
import type { Points } from './points.ts';
import { setTabStops } from './table-keys.ts';
import type { Part } from './when-near.ts';

/** Pixels: what a chart gets at most, and at least; a narrower page scales it. */
const widest = 1000;
const narrowest = 800;

/** Each is built when somebody comes near it. */
export function experimentParts(page: PageRun, points: Points): Part[] {
  return [...document.querySelectorAll<HTMLElement>('section.experiment')].flatMap((section) => {
    const experiment = page.analysis.experiments.find(({ name }) => name === section.dataset['experiment']);
    if (experiment === undefined) return [];
    const live = one('.live', HTMLElement, section);
    return [{ place: live, build: () => showExperiment(experiment, live, page, points) }];
  });
}

function showExperiment(
  experiment: ExperimentAnalysis,
  live: HTMLElement,
  { result, analysis }: PageRun,
  points: Points,
): void {
  put(
    live,
    html`${toolbar(experiment)}
      <div class="charts"></div>
      <div class="tables"></div>`,
  );
  const form = one('form', HTMLFormElement, live);
  const charts = one('.charts', HTMLElement, live);
  const tables = one('.tables', HTMLElement, live);
  let width = widthFor(live);
  const show = () => {
    const view = viewOf(form);
    const shown = viewed(experiment, view);
    const pictures = chartsOfView(experiment, view, { result, controls: analysis.controls }, width);
    put(charts, chartsMarkup(pictures, shown));
    points.attach(charts, pictures, (key) => figureByKey(shown, key));
    put(tables, tablesMarkup(shown, isDeclaredView(experiment, view)));
    setTabStops(tables);
    const all = armsOf(experiment).length;
    one('output', HTMLOutputElement, form).value =
      `${armsOf(shown).length} of ${all} ${experiment.factor.plural} shown`;
  };
  listenToForm(form, show);
  new ResizeObserver(() => {
    const now = widthFor(live);
    if (now === width) return;
    width = now;
    show();
  }).observe(live);
  show();
}

/** In steps, so that not every pixel draws everything anew. */
function widthFor(element: HTMLElement): number {
  const room = Math.floor(element.clientWidth / 50) * 50;
  return Math.min(widest, Math.max(narrowest, room));
}

function viewOf(form: HTMLFormElement): View {
  const text = (name: string) => textOf(form, name);
  const unchecked = (name: string) =>
    new Set(
      [...form.querySelectorAll<HTMLInputElement>(`input[name=${name}]:not(:checked)`)].map(({ value }) => value),
    );
  return {
    ...wholeView,
    metric: text('metric') || null,
    baseline: text('baseline') || null,
    order: orders.find((order) => order === text('order')) ?? 'catalogue',
    scale: scales.find((scale) => scale === text('scale')) ?? 'drawn',
    search: text('search'),
    hiddenFamilies: unchecked('family'),
    hiddenArms: unchecked('arm'),
  };
}

function chartsMarkup(charts: readonly DrawnChart[], { factor }: ExperimentAnalysis): Markup {
  if (charts.length > 0) return html`${charts.map(figureOfChart)}`;
  return html`<p class="empty">Nothing to draw: no ${factor.plural} are chosen that have such figures.</p>`;
}

function tablesMarkup(experiment: ExperimentAnalysis, isDeclared: boolean): Markup {
  const { groups, curve, shown } = experiment;
  const overGroups =
    groups.length < 2
      ? null
      : [...new Set([shown[0], ...(curve === null ? [] : [curve.across, ...curve.up])])].flatMap((metric) =>
          groupsTables(experiment, metric),
        );
  const sections = groups.map((group) => groupSection(group, experiment, { isDeclared }));
  return html`${overGroups}${groups.length < 3 ? sections : groups.map((group, index) => folded(`Figures: ${group.label}`, sections[index] ?? null))}`;
}
