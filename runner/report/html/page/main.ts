/**
 * The script of report.html: draws what the file carries, and answers to what a reader does with it. It shares the modules that
 * make report.md and its pictures, so that a figure is the same wherever it is read.
 */
import type { Advice } from '../../../result/advice.ts';
import type { PackedRun } from '../packed.ts';
import { unpacked } from '../unpack.ts';
import { listenToCitations } from './citations.ts';
import { one } from './dom.ts';
import { experimentParts } from './experiments.ts';
import { showGuide } from './guide-form.ts';
import { listenToPoints } from './points.ts';
import { drawControls, drawSummary } from './run-charts.ts';
import { listenToSorting } from './sorting.ts';
import { listenToTableKeys } from './table-keys.ts';
import { listenToTheme } from './theme.ts';
import { buildWhenNear } from './when-near.ts';

interface PageData {
  readonly run: PackedRun;
  readonly advice: Advice;
}

const { run, advice } = JSON.parse(one('#data', HTMLScriptElement).text) as PageData;
const page = unpacked(run);
listenToTheme();
const points = listenToPoints();
drawSummary(page, points);
listenToSorting();
listenToTableKeys();
listenToCitations(page);
buildWhenNear([
  { place: one('#guide-body', HTMLElement), build: () => showGuide(page, advice) },
  ...experimentParts(page, points),
  drawControls(page),
]);
document.documentElement.dataset['ready'] = 'true';
