import { describe, expect, test } from 'vitest';
import { suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import { plainView } from '../charts/frame.ts';
import { layout } from '../charts/layout.ts';
import { svg } from '../charts/svg.ts';
import { citationOf, citeCommon } from '../cite/citation.ts';
import { statementsOf } from '../cite/statements.ts';
import { chartsOf } from '../describe/charts.ts';
import { findingOf } from '../findings/index.ts';
import { packed } from './pack.ts';
import type { PageRun } from './packed.ts';
import { unpacked } from './unpack.ts';

/** One on an axis with crossovers, one with differences, one with a curve, one whose order is followed; with gaps in each. */
const run = suiteRun(['compute', 'churn', 'latency', 'paths-models'], {
  failure: ({ arm, experiment }, round) =>
    arm === 'process-pool-handoff' && (experiment === 'churn' || round === 2)
      ? { error: 'spawn EAGAIN: resource temporarily unavailable', phase: 'start', log: 'server: EAGAIN' }
      : null,
  values: ({ arm, role }, round) => {
    if (arm === 'thread-pool-handoff') return { labels: ['client-limited'] };
    // Twins that are the same in every round are what no machine measures.
    return role === 'twin' ? { speed: 1 + round / 1000 } : {};
  },
});

function throughPage({ result, analysis }: MadeUpRun): PageRun {
  return unpacked(JSON.parse(JSON.stringify(packed(result, analysis))));
}

describe('an analysis that a page carried', () => {
  const page = throughPage(run);

  test('has the same pictures, to the byte', () => {
    const drawn = ({ result, analysis }: MadeUpRun) =>
      chartsOf(result, analysis).map(({ path, description }) => [path, svg(layout(description, plainView))]);
    expect(drawn(page)).toEqual(drawn(run));
  });

  test('has the same findings and citations', () => {
    const said = ({ result, analysis, citing }: PageRun) => {
      const context = { result, statements: statementsOf(analysis), ...citing };
      return [
        ...analysis.experiments.map(findingOf),
        ...context.statements.map((statement) => {
          const citation = citationOf(statement, context);
          return `${statement.id}: ${citation.ok ? citation.text : `${citation.why} ${citation.instead ?? ''}`}`;
        }),
      ];
    };
    expect(said(page)).toEqual(said({ ...run, citing: citeCommon(run.result, run.analysis) }));
  });

  test('has no trials and no setups: nothing of the page needs them', () => {
    const text = JSON.stringify(packed(run.result, run.analysis));
    expect(text).not.toContain('"setup"');
    expect(text).not.toContain('"record"');
  });
});
