/** What the evidence of a server trial can say against it, for people: terminal, report and documentation say the same. */
import type { LabelDefinition } from '../../result/metric.ts';
import { percentiles } from '../latency.ts';
import { disturbances, notSteady } from '../evidence.ts';

const finding = { bounds: false, repeats: false } as const;

/** In the order in which they are judged. */
export const labels = [
  {
    ...finding,
    name: 'littles-law',
    title: "Little's law",
    meaning:
      'Rate times service time differs by more than 3 % from the requests that were kept outstanding: the client lost time that no latency shows.',
    remedy:
      'Give the client a processor of its own or use fewer connections; if it stays, the load client has a defect, please report it.',
  },
  notSteady,
  {
    ...finding,
    name: 'saturated',
    title: 'saturated',
    limit: 'server',
    meaning:
      'Requests came faster than they were answered, or could not be sent when they were due, so that the backlog grew as long as the load lasted: no response time is shown.',
    remedy: 'Offer a lower rate; what the model can do at most is told by its throughput and its capacity.',
  },
  ...(['p50', 'p90', 'p99', 'p999'] as const).map((percentile) => ({
    ...finding,
    name: `pacing-limited-${percentile}` as const,
    title: `pacing at ${percentiles[percentile].title}`,
    limit: 'client' as const,
    concerns: ['response', 'smallResponse', 'largeResponse'].map((of) => `${of}${percentile.toUpperCase()}Ns`),
    meaning: `The client's own send lag at ${percentiles[percentile].title} was more than a quarter of the response time there, so that this percentile is not shown: it would be the client's.`,
    remedy:
      'Give the client a processor of its own, or look at a quieter hour; at rates of the client itself nothing helps but more client processes.',
  })),
  {
    ...finding,
    name: 'cold-workers',
    title: 'cold workers',
    meaning:
      'Each of many workers has served so few requests that its code is hardly compiled: the figure is that of workers that have just started.',
    remedy:
      'Compare designs with a worker for each connection at fewer connections, or read the figure as one of new workers.',
  },
  {
    name: 'client-limited',
    title: 'client-limited',
    meaning:
      'The load client was the limit: busy for more than 80 % of its processor time and the server was not, or does not tell; in open loops also where the server kept up with more than a closed loop had reached, or a search for the highest rate ended where the client could not send in time, or at the highest rate that it tries. The server can do at least this much.',
    remedy:
      'Use more client processes on processors of their own, or a heavier service; more connections where a search ended too early.',
    bounds: true,
    repeats: false,
    limit: 'client',
  },
  {
    ...finding,
    name: 'client-share',
    title: 'depends on the client',
    ofComparison: true,
    meaning:
      'On the whole machine the load client used more than a tenth of the processors, which the server then did not have: with another client the ratio would be another one.',
    remedy:
      "Read the ratio with the client's share beside it, or compare at equal budget or over a path to another machine, where the client has processors of its own.",
  },
  ...disturbances,
] as const satisfies readonly LabelDefinition[];

export type Label = (typeof labels)[number]['name'];
