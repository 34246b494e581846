/** The two charts of the run as a whole: its main comparisons, below the answers, and its own controls. */
import { describeControls } from '../../describe/controls.ts';
import { describeSummary } from '../../describe/summary.ts';
import { drawn } from '../chart-view.ts';
import { html } from '../markup.ts';
import { figureByKey } from '../point-details.ts';
import type { PageRun } from '../packed.ts';
import { one, put } from './dom.ts';
import { figureOfChart } from './figures.ts';
import type { Points } from './points.ts';
import type { Part } from './when-near.ts';

export function drawControls({ result, analysis: { controls } }: PageRun): Part {
  const place = one('#controls-chart', HTMLElement);
  const build = () => {
    const noise = drawn({ ...describeControls(controls, result), id: 'controls' }, 900);
    put(
      place,
      html`<h2>The noise that all of it is read against</h2>
        <div class="picture">${noise.markup}</div>`,
    );
  };
  return { place, build };
}

export function drawSummary({ result, analysis: { controls, experiments } }: PageRun, points: Points): void {
  const draft = describeSummary(result, controls, experiments);
  if (draft === null) return;
  const place = one('#summary-chart', HTMLElement);
  const chart = drawn({ ...draft, id: 'main-comparisons' }, 900);
  put(place, figureOfChart(chart, 0));
  points.attach(place, [chart], (key) => {
    for (const experiment of experiments) {
      const figure = figureByKey(experiment, key);
      if (figure !== null) return figure;
    }
    return null;
  });
}
