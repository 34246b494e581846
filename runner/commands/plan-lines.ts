/** A plan as people read it, before anything is measured. Pure. */
import { comparisonsIn } from '../analysis/declared-pairs.ts';
import { kindPlanOf, metricOf } from '../analysis/planned.ts';
import { repeatedShare, stageTimes, withoutSkipped, type StageTime } from '../plan/estimate.ts';
import { assumedDeviation } from '../plan/precision.ts';
import type { PlannedRun } from '../plan/plan.ts';
import { formatCount, formatMinutes, formatPercent } from '../report/text/format.ts';
import { count, uncapitalized } from '../report/text/words.ts';
import { roundsOfGroup, type Group, type Plan, type PlannedExperiment } from '../result/plan.ts';
import { sum } from '../statistics/averages.ts';
import { detectedEffect, expectedHalfWidth } from '../statistics/expected-width.ts';
import { comparisonsAllowed, coverage, simultaneousCoverage } from '../statistics/simultaneous.ts';

/** Of a run that is not begun. */
export function planLines({ plan, skips }: PlannedRun): string[] {
  const measured = plan.groups.map((group) => withoutSkipped(group, skips));
  const cells = sum(measured.map((group) => group.cells.length));
  const stages = stageTimes(plan);
  return [
    `Plan, profile ${plan.profile}: ${count(cells, 'cell')}, ${roundsText(plan)}, ${trialsText(measured, plan)}, about ${formatMinutes(plan.estimatedMs)}${plan.precision === undefined ? '' : ' at most'}. Nothing was started, nothing is written.`,
    ...stages.flatMap((stage) => ['', ...stageLines(stage, plan, measured)]),
    '',
    ...skipLines(skips),
    `Comparisons: ${comparisonsText(plan)}.`,
    ...(plan.precision === undefined ? visibleLines(plan) : precisionLines(plan)),
    `Durations are those of two virtual processors, calibration, report and ${formatPercent(repeatedShare)} of repeated blocks included: a slower machine takes longer. A run measures the machine first, and then says what it expects.`,
  ];
}

function roundsText({ rounds, precision }: Plan): string {
  if (precision === undefined) return count(rounds, 'round');
  return `${precision.looks.slice(0, -1).join(', ')} or ${precision.looks.at(-1)} rounds`;
}

function trialsText(measured: readonly Group[], { rounds, precision }: Plan): string {
  const after = (end: number) => sum(measured.map((group) => group.cells.length * roundsOfGroup(group, end)));
  if (precision === undefined) return count(after(rounds), 'trial');
  return `${formatCount(after(Math.min(...precision.looks)))} to ${count(after(rounds), 'trial')}, and a pilot`;
}

function stageLines({ experiment: name, ms, endsAtMs }: StageTime, plan: Plan, measured: readonly Group[]): string[] {
  const experiment = plan.experiments.find((one) => one.name === name);
  const own = measured.filter((group) => group.experiment === name);
  const until = experiment === undefined ? '' : `, verdict after about ${formatMinutes(endsAtMs)}`;
  return [
    `${name}: ${formatMinutes(ms)}${until}${experiment === undefined ? '' : ` · ${comparedOn(experiment, plan)}`}`,
    ...own.map((group) => groupLine(group)),
  ];
}

function comparedOn({ kind, primaryMetric, baseline }: PlannedExperiment, plan: Plan): string {
  const { title } = metricOf(kindPlanOf(plan, kind), primaryMetric);
  return `compared on ${uncapitalized(title)}${baseline === null ? '' : ` with ${baseline}`}`;
}

/** An asterisk: it is compared. */
function groupLine({ label, cells, comparisons, slices, schedule, mostRounds, blockMs = 0 }: Group): string {
  const compared = new Set(comparisons.map(({ arm }) => arm));
  const names = cells
    .filter(({ role }) => role !== 'twin')
    .map(({ id, arm, role }) => {
      const isTwice = cells.some((cell) => cell.arm === arm && cell.role === 'twin') && role !== 'slowdown';
      const name = role === 'slowdown' ? `${arm} slowed down` : arm;
      return `${name}${compared.has(id) ? '*' : ''}${isTwice ? ' (twice)' : ''}`;
    });
  const windows = schedule === 'interleaved' ? count(slices, 'slice') : 'one window';
  const what =
    cells.length === 0 ? 'nothing can be measured here' : `${count(cells.length, 'cell')}: ${names.join(', ')}`;
  return `  ${label} · ${what}${cells.length === 0 ? '' : ` · ${windows}, ${(blockMs / 1000).toFixed(1)} s a round${mostRounds === undefined ? '' : `, in ${count(mostRounds, 'round')} at most`}`}`;
}

function skipLines(skips: ReadonlyMap<string, string>): string[] {
  if (skips.size === 0) return [];
  return ['Skipped here:', ...[...skips].map(([cell, reason]) => `  ${cell}: ${reason}`), ''];
}

function comparisonsText(plan: Plan): string {
  const each = plan.experiments.map((experiment) => `${experiment.name} ${declaredIn(experiment, plan)}`);
  const allowed = comparisonsAllowed(plan.rounds, plan.precision?.coverage);
  const carried = allowed === 0 ? 'too few for an interval' : `enough for ${allowed} an experiment`;
  return `${each.join(', ')} (marked *); ${count(plan.rounds, 'round')} ${plan.rounds === 1 ? 'is' : 'are'} ${carried}`;
}

function declaredIn({ name, ...experiment }: PlannedExperiment, { groups }: Plan): number {
  return comparisonsIn(
    experiment,
    groups.filter((group) => group.experiment === name),
  );
}

/** What such a run can see, if rounds scatter as they did elsewhere. */
function visibleLines(plan: Plan): string[] {
  const most = Math.max(...plan.experiments.map((experiment) => declaredIn(experiment, plan)));
  if (most === 0) return [];
  const halfWidth = expectedHalfWidth(plan.rounds, simultaneousCoverage(most, coverage));
  if (halfWidth === null) return [];
  return [
    `If rounds scatter by ${percent(assumedDeviation)} (an assumption: two virtual processors), intervals reach ±${percent(Math.expm1(halfWidth * assumedDeviation))}, and a difference of ${percent(Math.expm1(detectedEffect(plan.rounds, halfWidth) * assumedDeviation))} is found in nine of ten runs.`,
  ];
}

/** What is expected of a run with `--precision`, after its pilot or without one. */
export function precisionLines({ precision, experiments }: Plan): string[] {
  if (precision === undefined) return [];
  const { asked, coverage: family, looks, pilot, expected } = precision;
  return [
    `Precision: an experiment ends after ${looks.slice(0, -1).join(', ')} or ${looks.at(-1)} rounds, when the half-width of each comparison’s interval is at most ${percent(asked)}; the intervals cover at once with ${formatPercent(family)}.`,
    ...experiments.flatMap(({ name }): string[] => {
      const own = expected.find(({ experiment }) => experiment === name);
      if (own === undefined) return [`  ${name}: nothing to expect, since no comparison was measured`];
      const deviation =
        pilot === null
          ? assumedDeviation
          : pilot.spreads.find(({ experiment }) => experiment === name)?.standardDeviation;
      const source = pilot === null ? 'an assumption; a pilot will tell' : `a pilot of ${pilot.rounds} rounds`;
      const each = own.looks.map(
        ({ rounds, halfWidth, detected }) =>
          `±${percent(halfWidth)} after ${rounds} (a difference of ${percent(detected)} is found in nine of ten runs)`,
      );
      const last = own.looks.at(-1);
      const missed =
        last !== undefined && last.halfWidth > asked
          ? `; ${percent(asked)} is not expected to be reached, so that all ${last.rounds} rounds are measured`
          : '';
      return [
        `  ${name}: rounds scatter by ${percent(deviation ?? Number.NaN)} (${source}): ${each.join(', ')}${missed}`,
      ];
    }),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
