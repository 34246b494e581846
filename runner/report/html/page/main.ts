/**
 * The script of report.html: draws what the file carries, and answers to what a reader does with it. It shares the modules that
 * make report.md and its pictures, so that a figure is the same wherever it is read.
 */
import type { Advice } from '../../../result/advice.ts';
import type { PackedRun } from '../packed.ts';
import { unpacked } from '../unpack.ts';
import { listenToCitations } from './citations.ts';
import { one } from './dom.ts';
import { showExperiments } from './experiments.ts';
import { showGuide } from './guide-form.ts';
import { listenToPoints } from './points.ts';
import { drawRunCharts } from './run-charts.ts';
import { listenToSorting } from './sorting.ts';
import { listenToTableKeys } from './table-keys.ts';
import { listenToTheme } from './theme.ts';

interface PageData {
  readonly run: PackedRun;
  readonly advice: Advice;
}

const { run, advice } = JSON.parse(one('#data', HTMLScriptElement).text) as PageData;
const page = unpacked(run);
listenToTheme();
const points = listenToPoints();
showExperiments(page, points);
drawRunCharts(page, points);
showGuide(page, advice);
listenToSorting();
listenToTableKeys();
listenToCitations(page);
document.documentElement.dataset['ready'] = 'true';
