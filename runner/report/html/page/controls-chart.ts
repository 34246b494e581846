/** The chart of the run's own controls. */
import { describeControls } from '../../describe/controls.ts';
import { drawn } from '../chart-view.ts';
import type { PageRun } from '../packed.ts';
import { html } from '../markup.ts';
import { one, put } from './dom.ts';

export function drawControls({ result, analysis }: PageRun): void {
  const { scene: _, markup } = drawn({ ...describeControls(analysis.controls, result), id: 'controls' }, 900);
  put(
    one('#controls-chart', HTMLElement),
    html`<h2>The noise that all of it is read against</h2>
      <div class="picture">${markup}</div>`,
  );
}
