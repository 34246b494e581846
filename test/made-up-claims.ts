/** Claims judged by made-up figures: each claim's rule is tested on both of its sides. */
import type { ExperimentAnalysis, Row } from '../runner/analysis/analysis.ts';
import { withJudgedClaims } from '../runner/analysis/claims.ts';
import type { JudgedClaim } from '../runner/analysis/judged-claim.ts';
import { storedClaim, type DeclaredClaim } from '../runner/experiments/claims/claim.ts';
import { experiments } from '../runner/experiments/index.ts';
import type { Experiment } from '../runner/experiments/experiment.ts';
import type { FigureReference } from '../runner/result/claim.ts';
import type { MetricDefinition } from '../runner/result/metric.ts';
import { estimate } from '../runner/statistics/estimate.ts';
import { transforms } from '../runner/statistics/scale.ts';
import { kinds } from '../runner/trials/index.ts';

/** What the rounds of a cell measured, in base units; of a share how often it happened in all of them; a text: why it was skipped. */
export type MadeUpFigure = readonly number[] | { readonly events: number; readonly of: number } | string;

/** Eight rounds of about this value: within 1 %. */
export function around(value: number): readonly number[] {
  return [-1, -0.7, -0.4, -0.1, 0.2, 0.5, 0.8, 1].map((percent) => value * (1 + percent / 100));
}

/** Eight rounds of the same. */
export function always(value: number): readonly number[] {
  return Array.from({ length: 8 }, () => value);
}

/**
 * @param figures by arm and metric, as `backlog 5 count`; of other experiments behind their group, as
 *   `churn/10 connections at once/event-loop cpuNsPerConnection`
 */
export function judgedWith(claim: DeclaredClaim, figures: Readonly<Record<string, MadeUpFigure>>): JudgedClaim {
  const stored = storedClaim(claim);
  const references = stored.predictions
    .flatMap(({ of, against }) => (against === null ? [of] : [of, against]))
    .flatMap(({ pooledWith = [], ...one }) => [one.arm, ...pooledWith].map((arm) => ({ ...one, arm })));
  const byGroup = Map.groupBy(references, ({ group }) => group);
  const used = new Set<string>();
  const groups = [...byGroup].map(([group, own]) => groupOf(group, own, figures, used));
  const unused = Object.keys(figures).filter((key) => !used.has(key));
  if (unused.length > 0) throw new Error(`no prediction reads ${unused.join(', ')}`);
  const [first, ...others] = groups;
  if (first === undefined) throw new Error('the claim has no predictions');
  const [experiment] = withJudgedClaims([{ ...first, claims: [stored] }, ...others]);
  const judged = experiment?.judged[0];
  if (judged === undefined) throw new Error('nothing was judged');
  return judged;
}

function groupOf(
  group: string,
  references: readonly FigureReference[],
  figures: Readonly<Record<string, MadeUpFigure>>,
  used: Set<string>,
): ExperimentAnalysis {
  const name = group.slice(0, group.indexOf('/'));
  const experiment = (experiments as Readonly<Record<string, Experiment>>)[name];
  const metrics = kinds[experiment?.kind ?? '']?.metrics ?? [];
  const rows = [...Map.groupBy(references, ({ arm }) => arm)].map(([arm, own]) => {
    const wished = [...new Set(own.map(({ metric }) => metric))].map(
      (metric): [MetricDefinition, MadeUpFigure | undefined] => {
        const definition = metrics.find((one) => one.name === metric);
        if (definition === undefined) throw new Error(`${name} has no metric ${metric}`);
        const key = `${name === 'howto' ? '' : `${group}/`}${arm} ${metric}`;
        used.add(key);
        return [definition, figures[key]];
      },
    );
    return rowOf(arm, wished);
  });
  // What judging reads of an analysis, and no more.
  return {
    name,
    kind: experiment?.kind,
    shown: metrics,
    details: [],
    unfit: false,
    groups: [{ id: group, rows }],
  } as unknown as ExperimentAnalysis;
}

function rowOf(arm: string, wished: readonly (readonly [MetricDefinition, MadeUpFigure | undefined])[]): Row {
  const series = new Map<string, readonly number[]>();
  const figures = new Map<string, unknown>();
  let skipped: string | null = null;
  for (const [{ name, scale, shareOf }, figure] of wished) {
    if (figure === undefined) continue;
    if (typeof figure === 'string') {
      skipped = figure;
      continue;
    }
    if ('events' in figure) {
      if (shareOf === undefined) throw new Error(`${name} is no share`);
      series
        .set(shareOf.events, [figure.events])
        .set(shareOf.chances, [figure.of])
        .set(name, [figure.events / figure.of]);
    } else series.set(name, figure.map(transforms[scale].to));
    figures.set(name, estimate(series.get(name) ?? [], 0.95, transforms[scale]));
  }
  return {
    cell: { arm },
    skipped,
    error: null,
    labels: new Map(),
    withheld: new Map(),
    figures,
    series,
  } as unknown as Row;
}
