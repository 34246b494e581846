/** What the evidence of a server trial can say against it, for people: terminal, report and documentation say the same. */
import type { LabelDefinition } from '../../result/metric.ts';
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
      'The load client was busy for more than 80 % of its processor time and the server was not, or does not tell: the server can do at least this much.',
    remedy: 'Use more client processes on processors of their own, or a heavier service.',
    bounds: true,
    repeats: false,
    limit: 'client',
  },
  ...disturbances,
] as const satisfies readonly LabelDefinition[];

export type Label = (typeof labels)[number]['name'];
