/**
 * Everything of a result that can be cited, under its ID: the figures, crossovers and orders of analysis/citable.ts, the
 * finding and the claims of each experiment, and the controls of the run.
 *
 *     models/finding
 *     howto/6
 *     controls/identical/throughput
 *     controls/known-slowdown
 */
import { figureOf, type Analysis, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { citablesOf, slug, type Citable, type CitableFigure } from '../../analysis/citable.ts';
import type { JudgedClaim } from '../../analysis/judged-claim.ts';
import type { Controls } from '../../analysis/controls.ts';

/** The sentence that answers an experiment's question. */
export interface CitableFinding {
  readonly kind: 'finding';
  readonly id: string;
  readonly experiment: ExperimentAnalysis;
}

/** How far identical cells differed in one metric, all groups together. */
export interface CitableIdentical {
  readonly kind: 'identical';
  readonly id: string;
  readonly control: Controls['identical'][number];
}

/** What was found of the slowdown that was put in. */
export interface CitableSlowdown {
  readonly kind: 'slowdown';
  readonly id: string;
  readonly control: NonNullable<Controls['slowdown']>;
}

/** What somebody said, and what became of it. */
export interface CitableClaim {
  readonly kind: 'claim';
  readonly id: string;
  readonly experiment: ExperimentAnalysis;
  readonly judged: JudgedClaim;
}

export type Statement = Citable | CitableFinding | CitableClaim | CitableIdentical | CitableSlowdown;

/** In the order of the report: each experiment's finding before its figures, the controls last. */
export function statementsOf({ controls, experiments }: Analysis): readonly Statement[] {
  const citables = Map.groupBy(citablesOf({ experiments }), ({ experiment }) => experiment);
  return [
    ...experiments.flatMap((experiment): Statement[] => [
      { kind: 'finding', id: `${slug(experiment.name)}/finding`, experiment },
      ...experiment.judged.map((judged): CitableClaim => {
        return { kind: 'claim', id: `${slug(experiment.name)}/${judged.claim.number}`, experiment, judged };
      }),
      ...(citables.get(experiment) ?? []),
    ]),
    ...controls.identical.map((control): CitableIdentical => {
      return { kind: 'identical', id: `controls/identical/${slug(control.metric.title)}`, control };
    }),
    ...(controls.slowdown === null
      ? []
      : [{ kind: 'slowdown' as const, id: 'controls/known-slowdown', control: controls.slowdown }]),
  ];
}

/** Some row of the group has a value, or should have: a metric that none of its trials can have leaves no gap. */
export function isMeasured({ group, metric }: CitableFigure): boolean {
  return group.rows.some((row) => figureOf(row, metric) !== null || row.withheld.has(metric.name));
}
