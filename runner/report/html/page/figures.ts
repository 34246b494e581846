/** A chart in the page, with how it is read folded below it. */
import type { DrawnChart } from '../chart-view.ts';
import { folded } from '../group-tables.ts';
import { html, type Markup } from '../markup.ts';

/** @param index of the chart among those that `points.ts` is given together */
export function figureOfChart(chart: DrawnChart, index: number): Markup {
  const { description, points, markup } = chart;
  const name = `Chart: ${description.title}. Use the arrow keys to go through its ${points.length} figures, Enter to copy the citation of one, Shift+Enter for all its formats.`;
  return html`<figure>
    <div class="picture" tabindex="0" role="group" data-chart="${index}" aria-label="${name}">${markup}</div>
    <figcaption>
      ${folded(
        'How this chart is read',
        html`<ul>
          ${description.notes.map((note) => html`<li>${note}</li>`)}
        </ul>`,
      )}
    </figcaption>
  </figure>`;
}
