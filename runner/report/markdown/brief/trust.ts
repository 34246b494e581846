/** How far a run can be trusted: its controls, and what did not complete. */
import type { Controls } from '../../../analysis/controls.ts';
import type { ResultFile } from '../../../result/result.ts';
import type { PlacedChart } from '../../describe/charts.ts';
import { isSlowdownMissed } from '../../text/caveats.ts';
import { formatCount } from '../../text/format.ts';
import { image } from './experiment.ts';
import { code, plain, table } from '../text.ts';
import { alike, logOf, roundOf } from '../failed-trials.ts';

/** The figures of the controls stand in the badge, and in the chart; what they object to stands here too. */
export function controlsSection(controls: Controls, charts: readonly PlacedChart[]): string {
  const hold = !controls.unfit && !isSlowdownMissed(controls);
  return [
    '## Controls',
    `**${verdict(controls)}** ${hold ? meaningOf(controls) : controls.reasons.map(plain).join(' ')}`,
    ...charts
      .filter(({ what }) => what === 'controls')
      .map((chart) =>
        image(chart, controls.slowdown === null ? 'identical cells' : 'identical cells, and a known slowdown'),
      ),
  ].join('\n\n');
}

function meaningOf({ slowdown }: Controls): string {
  const found = slowdown === null ? '; no known slowdown was put in' : ', and a slowdown that was put in was found';
  return `Identical cells came out equal${found}: differences of the size of these bars are noise.`;
}

function verdict(controls: Controls): string {
  if (controls.unfit) return 'This run is unfit: its verdicts are withheld.';
  if (isSlowdownMissed(controls))
    return 'Identical cells agree, but the known slowdown was not found as it was put in.';
  return 'The controls of this run hold.';
}

const mostLogs = 3;
const logLines = 10;
const mostFailures = 20;

/** Nothing that did not complete disappears; what was skipped is told below the table of its section. Empty for none. */
export function failuresSection({ trials }: ResultFile): string[] {
  const failed = alike(
    trials.filter((trial) => trial.outcome === 'failed'),
    ({ cell, phase, error }) => [cell, phase, error],
  );
  if (failed.length === 0) return [];
  const failedRows = failed.map(([first, all]) => [
    code(first.cell),
    all.map(roundOf).join(', '),
    first.phase,
    plain(first.error),
  ]);
  const more = failed.length - mostFailures;
  return [
    [
      '## Failed trials',
      table(
        [{ title: 'Cell' }, { title: 'Rounds' }, { title: 'Phase' }, { title: 'Error' }],
        failedRows.slice(0, mostFailures),
      ),
      ...(more > 0 ? [`And ${formatCount(more)} more.`] : []),
      ...failed.slice(0, mostLogs).flatMap(([first]) => logOf(first, logLines)),
      'All attempts are in results.json with their logs; of repeated blocks one attempt counts, chosen by its evidence and never by its figures.',
    ].join('\n\n'),
  ];
}
