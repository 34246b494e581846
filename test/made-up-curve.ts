/**
 * An experiment with a curve that nobody measured: response times over the rate that is offered, as a queue has them. Four
 * groups offer the same rates to all arms, four offer each arm shares of what it can do itself. At rates beyond that, and
 * where the client's pacing is as late as the replies, there is no response time.
 */
import type { CurveMetrics, ExperimentAnalysis, Row } from '../runner/analysis/analysis.ts';
import type { LabelDefinition, MetricDefinition } from '../runner/result/metric.ts';
import { ratePerSecond } from '../runner/result/quantity.ts';
import { estimate } from '../runner/statistics/estimate.ts';
import { createRandom } from '../protocol/random.ts';
import { coverage } from '../runner/statistics/simultaneous.ts';
import { changed } from './made-up-charts.ts';
import { serverKindPlan, serverMetric } from './made-up-row.ts';
import { baseline, madeUpRun, type MadeUpArm, type MadeUpRun } from './made-up-run.ts';
import { standardNormal } from './normal.ts';

export const offeredRate: MetricDefinition = {
  ...serverMetric('messagesPerSecond'),
  name: 'offeredPerSecond',
  title: 'Offered rate',
  column: 'Offered rate',
  axis: '{unit} requests offered per second',
  quantity: ratePerSecond,
  boundedBy: null,
};

const responseP50 = responseTime('p50');
export const responseP99 = responseTime('p99');

function responseTime(percentile: string): MetricDefinition {
  return {
    ...serverMetric('roundTripNs'),
    name: `response-${percentile}`,
    title: `Response time, ${percentile}`,
    column: `Response time, ${percentile}`,
    axis: `{unit} of response time, ${percentile}`,
    note: null,
  };
}

const finding = { bounds: false, repeats: false, remedy: 'Offer less.' } as const;

export const labels: readonly LabelDefinition[] = [
  {
    ...finding,
    name: 'saturated',
    title: 'saturated',
    limit: 'server',
    meaning: 'Less was sent or answered than was offered.',
  },
  {
    ...finding,
    name: 'pacing-limited',
    title: 'pacing-limited',
    limit: 'client',
    meaning: 'The client sent so late that its lag is a large part of the response time.',
  },
  ...serverKindPlan.labels.filter(({ name }) => name !== 'saturated'),
];

/** The least rate at which an arm of speed 1 can do no more. */
const capacityPerSecond = 60_000;
const shares = {
  common: [0.25, 0.5, 0.7, 0.85],
  own: [0.5, 0.7, 0.85, 0.95],
} as const;

/** Five models of quick, with one that is far slower than the others. */
export const fiveModels: readonly MadeUpArm[] = [
  { name: baseline, speed: 1 },
  { name: 'epoll-loop', speed: 1.31 },
  { name: 'thread-pool-handoff', speed: 0.93 },
  { name: 'process-pool-handoff', speed: 1.19 },
  { name: 'thread-offload', speed: 0.31 },
];

interface CurveOptions {
  readonly arms?: readonly MadeUpArm[];
  /** What the common rates are shares of; the slowest arm's capacity unless given. */
  readonly ofSpeed?: number;
  /** SD of the logarithm from round to round. */
  readonly noise?: number;
  readonly rounds?: number;
  /** Of a row with its figures. */
  readonly change?: (row: Row, group: number) => Row;
  readonly more?: Partial<ExperimentAnalysis>;
}

export function curveRun({ arms = fiveModels, noise = 0.12, rounds = 8, ...options }: CurveOptions = {}): MadeUpRun {
  const speeds = new Map(arms.map(({ name, speed }) => [name, Number(speed)]));
  const { ofSpeed = Math.min(...speeds.values()), change = (row) => row, more = {} } = options;
  const commonRate = (share: number) => share * ofSpeed * capacityPerSecond;
  const run = madeUpRun(
    [
      {
        name: 'latency',
        title: 'Response time over load',
        question: 'How long do users wait?',
        summary: 'first',
        // Of 18 models at eight rates no comparison could be decided with eight rounds.
        arms: arms.map((arm) => ({ ...arm, compared: false })),
        groups: [
          ...shares.common.map((share) => ({ label: `${commonRate(share)} requests/s` })),
          ...shares.own.map((share) => ({ label: `${100 * share} % of what each can do` })),
        ],
      },
    ],
    { rounds },
  );
  const figures = (row: Row, group: number): Row => {
    if (row.completed === 0) return row;
    const capacity = capacityPerSecond * (speeds.get(row.cell.arm) ?? 1);
    const common = shares.common[group];
    const offered =
      common === undefined ? capacity * (shares.own[group - shares.common.length] ?? 1) : commonRate(common);
    return withFigures(row, offered, offered / capacity, { noise, rounds });
  };
  const curve: CurveMetrics = { across: offeredRate, up: [responseP50, responseP99] };
  return changed(run, (row, group) => change(figures(row, group), group), { curve, labels, ...more });
}

/** At less load the replies come so fast that the client's lag counts. */
const latePacing = 0.12;

/** Of a server that has a queue: what waits grows without bound towards its capacity, and the tail first. */
function withFigures(
  row: Row,
  offered: number,
  load: number,
  { noise, rounds }: { readonly noise: number; readonly rounds: number },
): Row {
  const serviceNs = (1e9 * load) / offered;
  const random = createRandom(11, row.cell.id);
  const figureOf = (value: number, sd: number) =>
    estimate(
      Array.from({ length: rounds }, () => Math.log(value) + sd * standardNormal(random)),
      coverage,
    );
  const [p50, p99] = [0.7, 4.6].map((times) => 12_000 + (times * serviceNs) / (1 - Math.min(load, 0.99)));
  const across: [string, ReturnType<typeof figureOf>] = [offeredRate.name, figureOf(offered, 0)];
  const all = (label: string) => new Map([...row.labels, [label, rounds]]);
  if (load >= 1) {
    const why = 'saturated: less was answered than was offered';
    const withheld = new Map([responseP50, responseP99].map(({ name }) => [name, why]));
    return { ...row, figures: new Map([...row.figures, across]), withheld, labels: all('saturated') };
  }
  const median: typeof across = [responseP50.name, figureOf(p50 ?? 0, noise / 2)];
  if (load < latePacing) {
    const withheld = new Map([[responseP99.name, 'pacing-limited: the send lag is more than a quarter of it']]);
    return { ...row, figures: new Map([...row.figures, across, median]), withheld, labels: all('pacing-limited') };
  }
  const tail: typeof across = [responseP99.name, figureOf(p99 ?? 0, noise)];
  return { ...row, figures: new Map([...row.figures, across, median, tail]) };
}
