/** selftest.md: what was found, what it is worth, and on what it was measured. */
import {
  formatCount,
  formatFactor,
  formatMinutes,
  formatPutIn,
  formatQuantity,
  formatRatio,
} from '../report/text/format.ts';
import { code, details, plain, table } from '../report/markdown/text.ts';
import { count, listed, uncapitalized } from '../report/text/words.ts';
import type { Plan } from '../result/plan.ts';
import type { ResultFile } from '../result/result.ts';
import type { IdenticalInMetric } from './identical.ts';
import type { SelftestFindings } from './judge.ts';
import { partNames, type PartName } from './plan.ts';
import { boundOfIdentical, designOfIdentical, designOfSlowdowns, verdictOf, whatIsFound } from './sentences.ts';
import { mostBias, type FoundSlowdown, type ProfileRuns, type Slowdowns } from './slowdowns.ts';
import { capitalized, inPoints, percent, points, signedPercent } from './words.ts';

export function renderMarkdown(findings: SelftestFindings, results: Readonly<Record<PartName, ResultFile>>): string {
  const { identical, slowdowns } = findings;
  const sections = [
    '# echobench self-test',
    `**${plain(capitalized(verdictOf(findings)))}.** Are verdicts of this suite right on this machine? ${plain(machineLine(results))}`,
    criteriaTable(findings),
    '## Identical arms',
    plain(designOfIdentical(identical)),
    identicalTable(findings),
    plain(boundOfIdentical(identical)),
    ...identical.metrics.map(calledDifferent),
    '## Known slowdowns',
    plain(designOfSlowdowns(slowdowns)),
    sizesTable(slowdowns),
    runsTable(slowdowns),
    whatIsFound(slowdowns)
      .map((sentence) => plain(capitalized(sentence)))
      .join('\n\n'),
    '## How it was measured',
    ...partNames.map((part) => howMeasured(part, results[part].plan)),
    `${code('selftest.json')} has every comparison and every round. ${code('npm run selftest -- --resume DIR')} judges raw trials again, byte for byte.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function machineLine({ identical, slowdowns }: Readonly<Record<PartName, ResultFile>>): string {
  const { processor, virtualization, os, runtime, commit } = identical.environment;
  const tookMs = (identical.elapsedMs ?? 0) + (slowdowns.elapsedMs ?? 0);
  return `${[
    processor.model,
    count(processor.count, 'processor'),
    virtualization ?? 'no hypervisor seen',
    os.kernel,
    `Node ${runtime.node}`,
    `commit ${commit === null ? 'unknown' : commit.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1')}`,
    identical.startedAt.slice(0, 10),
    `took ${formatMinutes(tookMs)}`,
    `seed ${identical.plan.seed}`,
  ].join(', ')}.`;
}

function criteriaTable({ criteria }: SelftestFindings): string {
  return table(
    [{ title: 'Criterion' }, { title: 'Met' }, { title: 'What was found' }],
    criteria.map(({ name, isMet, text }) => [
      plain(capitalized(name)),
      isMet ? 'yes' : '**no**',
      plain(capitalized(text)),
    ]),
  );
}

function identicalTable({ identical: { metrics, planned, allowed } }: SelftestFindings): string {
  return table(
    [
      { title: 'Metric' },
      { title: 'Called different', align: 'right' },
      { title: 'of', align: 'right' },
      { title: 'Share', align: 'right' },
      { title: 'At most', align: 'right' },
      { title: 'Higher', align: 'right' },
      { title: 'Lower', align: 'right' },
      { title: 'Median half-width', align: 'right' },
    ],
    metrics.map(({ metric, judged, higher, lower, detectable }) => {
      const different = higher.length + lower.length;
      return [
        plain(metric.title),
        formatCount(different),
        judged === planned ? formatCount(planned) : `${formatCount(judged)} judged of ${formatCount(planned)}`,
        percent(different / judged),
        formatCount(allowed),
        formatCount(higher.length),
        formatCount(lower.length),
        Number.isNaN(detectable) ? '–' : formatFactor(detectable),
      ];
    }),
  );
}

function calledDifferent({ metric, comparisons, higher, lower }: IdenticalInMetric): string {
  const called = new Set([...higher, ...lower]);
  const rows = comparisons.flatMap(({ cell, contrast }) =>
    contrast !== null && called.has(cell) ? [[code(cell), formatRatio(contrast)]] : [],
  );
  if (rows.length === 0) return `None was called different in ${plain(uncapitalized(metric.title))}.`;
  return details(
    `Called different in ${uncapitalized(metric.title)}, though they are the same`,
    table([{ title: 'Cell' }, { title: '÷ baseline (95 %)' }], rows),
  );
}

function sizesTable({ found, metric, baselineValue }: Slowdowns): string {
  return [
    table(
      [
        { title: 'Slowdown' },
        { title: 'Put in (range)', align: 'right' },
        { title: 'Came out, mean of rounds', align: 'right' },
        { title: 'Difference', align: 'right' },
        { title: 'Standard error', align: 'right' },
        { title: `Sound method within ±${inPoints(mostBias)}`, align: 'right' },
        { title: 'Over all rounds (95 %)', align: 'right' },
        { title: 'Rounds', align: 'right' },
      ],
      found.map(({ asked, putIn, meanRatio, difference, standardError, soundWithin, estimate }) => [
        `+${percent(asked)}`,
        plain(formatPutIn(putIn)),
        signedPercent(meanRatio),
        points(difference),
        inPoints(standardError),
        percent(soundWithin),
        plain(formatRatio(estimate)),
        formatCount(estimate.n),
      ]),
    ),
    `In ${plain(uncapitalized(metric.title))}; a message of the baseline costs ${formatQuantity(baselineValue, metric.quantity)}. The standard error says how far chance alone moves the mean of the rounds; by it, a method without bias comes within ±${inPoints(mostBias)} percentage points in the share shown.`,
  ].join('\n\n');
}

function runsTable({ found }: Slowdowns): string {
  return table(
    [
      { title: 'Slowdown' },
      { title: 'Runs of' },
      { title: 'Rounds', align: 'right' },
      { title: 'Found', align: 'right' },
      { title: 'Found as one of many', align: 'right' },
      { title: 'Called faster', align: 'right' },
      { title: 'Interval holds what was put in', align: 'right' },
      { title: 'Median of the estimates', align: 'right' },
      { title: 'Found in consecutive rounds', align: 'right' },
    ],
    found.flatMap((one) => one.runs.map((runs) => runsRow(one, runs))),
  );
}

function runsRow({ asked }: FoundSlowdown, { profile, rounds, alone, among, consecutive }: ProfileRuns): string[] {
  return [
    `+${percent(asked)}`,
    code(profile),
    formatCount(rounds),
    percent(alone.found),
    `${percent(among.found)} (of ${among.comparisons})`,
    percent(alone.mistaken),
    percent(alone.held),
    signedPercent(alone.median),
    consecutive === null ? '–' : `${consecutive.found} of ${consecutive.of}`,
  ];
}

function howMeasured(part: PartName, { profile, slice, warmup, groups, rounds }: Plan): string {
  const [first] = groups;
  const terms = (first?.terms ?? []).map(({ text }) => text);
  const slices = first?.slices ?? 0;
  return [
    `**${capitalized(part)}**: ${count(groups.length, 'group')}, ${count(first?.cells.length ?? 0, 'cell')} in a block, ${count(rounds, 'round')}, ${count(slices, 'slice')} of ${slice.ms} ms a trial,`,
    `warm-up of profile ${code(profile)} (${formatCount(warmup.messagesPerIsolate)} messages or ${formatCount(warmup.cpuMsPerIsolate)} ms of processor time).`,
    `Conditions: ${plain(listed(terms))}.`,
  ].join(' ');
}
