/** How far a run can be trusted: its controls, what its evidence says, and what did not complete. */
import type { Analysis } from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import type { LabelDefinition } from '../../result/metric.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Trial } from '../../result/trial.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { PlacedChart } from '../describe/charts.ts';
import { isSlowdownMissed } from '../text/caveats.ts';
import { formatCount, formatPercent, formatPutIn, formatRatio } from '../text/format.ts';
import { count, uncapitalized } from '../text/words.ts';
import { code, plain, table } from './text.ts';
import { alike, logOf, roundOf } from './failed-trials.ts';

export function controlsSection(controls: Controls, charts: readonly PlacedChart[]): string {
  const { identical, slowdown, reasons } = controls;
  const rows = identical.map((estimate) => {
    const deviation = estimate.standardDeviation;
    return [
      `Identical cells: ${plain(uncapitalized(estimate.metric.title))}`,
      ratio(estimate),
      coverage(estimate),
      formatCount(estimate.n),
      deviation === null ? '–' : deviation.toFixed(3),
      '1',
    ];
  });
  const known =
    slowdown === null
      ? []
      : [
          [
            `Known slowdown: ${plain(uncapitalized(slowdown.metric.title))}`,
            ratio(slowdown.found),
            coverage(slowdown.found),
            formatCount(slowdown.found.n),
            '–',
            `×${formatPutIn(slowdown.injected)} ${slowdown.ok ? '(found)' : '(**not found**)'}`,
          ],
        ];
  return [
    '## Controls',
    `**${verdict(controls)}** ${reasons.map(plain).join(' ')}`,
    ...charts
      .filter(({ what }) => what === 'controls')
      .map(({ description, path }) => `![${plain(description.title)}](${path})`),
    table(
      [
        { title: 'Control' },
        { title: 'Ratio', align: 'right' },
        { title: 'Coverage', align: 'right' },
        { title: 'n', align: 'right' },
        { title: 'SD of the log ratio', align: 'right' },
        { title: 'Expected', align: 'right' },
      ],
      [...rows, ...known],
    ),
    slowdown === null ? 'The run has no known slowdown.' : slowdownNote,
  ].join('\n\n');
}

const slowdownNote =
  'What was put in follows from the work that was added and from the baseline’s cost in the same rounds, of both twins; its range is what is not known of the cost beside that work. The controls agree when the interval of what was found and that range overlap.';

function verdict(controls: Controls): string {
  if (controls.unfit) return 'This run is unfit: its verdicts are withheld.';
  return isSlowdownMissed(controls)
    ? 'Identical cells agree, but the known slowdown was not found as it was put in.'
    : 'The controls of this run hold.';
}

function ratio(estimate: Estimate): string {
  return estimate.n === 0 ? 'not measured' : formatRatio(estimate);
}

function coverage(estimate: Estimate): string {
  return estimate.coverage === null ? '–' : formatPercent(estimate.coverage);
}

/** What speaks against trials: each label once, with its remedy and where it was raised. */
export function evidenceSection({ experiments }: Analysis, { plan, trials }: ResultFile): string {
  const raised = experiments.flatMap(({ groups, labels }) =>
    groups.flatMap(({ rows }) =>
      rows.flatMap((row) =>
        [...row.labels].map(([name, rounds]) => ({
          label: labels.find((one) => one.name === name) ?? unknown(name),
          where: `${code(row.cell.id)} in ${formatCount(rounds)} of ${count(row.completed, 'round')}`,
        })),
      ),
    ),
  );
  // In the order of the kinds, which is that of the plan.
  const known = new Map(plan.kinds.flatMap(({ labels }) => labels.map((label) => [label.name, label])));
  const order = [...known.keys()];
  const placeOf = (name: string) => (known.has(name) ? order.indexOf(name) : order.length);
  const body = [...Map.groupBy(raised, ({ label }) => label.name).values()]
    .flatMap((same) =>
      same[0] === undefined ? [] : [{ label: same[0].label, places: same.map(({ where }) => where) }],
    )
    .toSorted((one, other) => placeOf(one.label.name) - placeOf(other.label.name))
    .map(({ label: { title, meaning, remedy }, places }) => {
      return [`**${plain(title)}**`, withCode(meaning), withCode(remedy), places.join('; ')];
    });
  const inFile = labelsInFile(trials).map(
    ([name, carriers]) => `${(known.get(name) ?? unknown(name)).title} ${formatCount(carriers)}`,
  );
  const repeated = trials.filter(({ attempt }) => attempt > 0).length;
  return [
    '## Evidence',
    body.length === 0
      ? 'No figure above rests on a trial with a label.'
      : table([{ title: 'Label' }, { title: 'Meaning' }, { title: 'Remedy' }, { title: 'Where' }], body),
    ...(inFile.length === 0
      ? []
      : [
          `Trials with a label in the whole file, those set aside and those of the controls included: ${plain(inFile.join(', '))}.`,
        ]),
    repeated === 0
      ? 'No block had to be repeated.'
      : `${count(repeated, 'trial')} of ${formatCount(trials.length)} belong to blocks that were repeated because a trial failed or was disturbed. All attempts are in results.json; one attempt counts for a round, chosen by its evidence and never by its figures.`,
  ].join('\n\n');
}

/** Words of our kinds of trials, in which commands stand between backticks. */
function withCode(text: string): string {
  return plain(text).replace(/\\`([^`\\&|]+)\\`/g, '`$1`');
}

/** Trials that carry each label, the most frequent first. */
function labelsInFile(trials: readonly Trial[]): (readonly [string, number])[] {
  const carried = trials.flatMap((trial) => (trial.outcome === 'completed' ? [...new Set(trial.labels)] : []));
  return [...Map.groupBy(carried, (name) => name)]
    .map(([name, all]) => [name, all.length] as const)
    .toSorted(([, one], [, other]) => other - one);
}

/** A file that was edited by hand may have labels that its plan does not describe. */
function unknown(name: string): Pick<LabelDefinition, 'name' | 'title' | 'meaning' | 'remedy'> {
  return { name, title: name, meaning: '', remedy: '' };
}

const mostLogs = 10;
const logLines = 20;

/** Nothing that did not complete disappears. */
export function failuresSection({ trials }: ResultFile): string {
  const failed = alike(
    trials.filter((trial) => trial.outcome === 'failed'),
    ({ cell, phase, error }) => [cell, phase, error],
  );
  const skipped = alike(
    trials.filter((trial) => trial.outcome === 'skipped'),
    ({ cell, reason }) => [cell, reason],
  );
  if (failed.length === 0 && skipped.length === 0) return '## Failed and skipped trials\n\nNone.';
  const failedRows = failed.map(([first, all]) => [
    code(first.cell),
    all.map(roundOf).join(', '),
    first.phase,
    plain(first.error),
  ]);
  const skippedRows = skipped.map(([first, all]) => [code(first.cell), formatCount(all.length), plain(first.reason)]);
  return [
    '## Failed and skipped trials',
    ...(failed.length === 0
      ? []
      : [
          table([{ title: 'Failed cell' }, { title: 'Rounds' }, { title: 'Phase' }, { title: 'Error' }], failedRows),
          ...failed.slice(0, mostLogs).flatMap(([first]) => logOf(first, logLines)),
        ]),
    ...(failed.length > mostLogs ? ['Further logs are in results.json.'] : []),
    ...(skipped.length === 0
      ? []
      : [table([{ title: 'Skipped cell' }, { title: 'Trials', align: 'right' }, { title: 'Reason' }], skippedRows)]),
  ].join('\n\n');
}
