/** What the evidence of a server trial can say against it, for people: terminal, report and documentation say the same. */
import type { LabelDefinition } from '../../result/metric.ts';

const finding = { bounds: false, repeats: false } as const;
const disturbance = { bounds: false, repeats: true } as const;

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
  {
    ...finding,
    name: 'not-steady',
    title: 'not steady',
    meaning:
      'The second half of the measured time was more than 10 % faster or slower than the first, so the figure is a mean of two different states.',
    remedy:
      'Use a longer profile, whose warm-up is longer, and look at `npm run doctor` for a machine that changes its speed.',
  },
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
      'The load client was busy for more than 80 % of its processor time and the server was not: the server can do at least this much.',
    remedy: 'Use more client processes on processors of their own, or a heavier service.',
    bounds: true,
    repeats: false,
  },
  {
    ...disturbance,
    name: 'disturbed-foreign-load',
    title: 'foreign load',
    meaning: 'With no processor to spare, other programs used more than 5 % of the processor time.',
    remedy: 'Close other programs and stop background services, then run again.',
  },
  {
    ...disturbance,
    name: 'disturbed-steal',
    title: 'steal',
    meaning: 'With no processor to spare, the hypervisor gave more than 5 % of the processor time to other machines.',
    remedy: 'Run at a quieter hour or on a machine whose processors are not shared.',
  },
  {
    ...disturbance,
    name: 'disturbed-throttled',
    title: 'throttled',
    meaning: 'The control group used up its processor quota and was stopped for part of the trial.',
    remedy: 'Raise or remove the quota (cpu.max, or `docker run --cpus`) and run again.',
  },
] as const satisfies readonly LabelDefinition[];

export type Label = (typeof labels)[number]['name'];
