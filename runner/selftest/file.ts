/**
 * selftest.json: what a self-test found, with every comparison and every round, so that each figure of its report can be
 * computed again from it. Its raw trials are beside it, in a folder for each part.
 */
import type { Estimate } from '../statistics/estimate.ts';
import type { ResultFile } from '../result/result.ts';
import type { SelftestFindings } from './judge.ts';
import type { PartName } from './plan.ts';

const selftestFormat = 'echobench/selftest';
const selftestVersion = 1;

/** The text of the file: the same findings give the same bytes. */
export function renderFile(findings: SelftestFindings, results: Readonly<Record<PartName, ResultFile>>): string {
  const { identical, slowdowns, criteria, isPassed, shortened } = findings;
  const file = {
    format: selftestFormat,
    version: selftestVersion,
    isPassed,
    shortened,
    criteria,
    identical: {
      measured: measured(results.identical),
      ...identical,
      metrics: identical.metrics.map(({ metric, comparisons, ...others }) => ({
        metric: metric.name,
        ...others,
        comparisons: comparisons.map(({ cell, contrast }) => ({ cell, ...(contrast && estimated(contrast)) })),
      })),
    },
    slowdowns: {
      measured: measured(results.slowdowns),
      ...slowdowns,
      metric: slowdowns.metric.name,
      found: slowdowns.found.map(({ cell, estimate, ...others }) => ({
        cell: cell.id,
        added: cell.slowdown?.added,
        ...others,
        estimate: estimated(estimate),
      })),
    },
    environment: results.identical.environment,
  };
  // Numbers that are not there, such as a share of no runs, are null in JSON.
  return `${onOneLine(JSON.stringify(file, rounded, 1))}\n`;
}

/** More digits than a measurement has, and few enough to be read. */
const keptDigits = 8;

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(keptDigits)) : value;
}

/** Lists of numbers: the ratios of some rounds. */
function onOneLine(json: string): string {
  return json.replace(/\[\n[\s\d.,e+-]+\]/g, (list) => list.replace(/\s+/g, ' '));
}

function measured({ startedAt, finishedAt, elapsedMs, plan }: ResultFile) {
  const { profile, seed, rounds, slice, warmup } = plan;
  const slices = plan.groups[0]?.slices;
  return { startedAt, finishedAt, elapsedMs, profile, seed, rounds, sliceMs: slice.ms, slices, warmup };
}

/** With the ratio of every round. */
function estimated({ value, interval, coverage, n, values }: Estimate) {
  return { ratio: value, interval, coverage, rounds: n, ratios: values };
}
