/**
 * What does it cost to start, or hand over to, a thread or process for each connection? Stevens' experiment (UNP vol. 1,
 * 3rd ed., section 30.1): the processor time of the iterative server, which controls nothing, is taken off; what remains
 * is the price of control. As there, at most ten connections at once. Beside it stands the same difference to event-loop,
 * which controls nothing either, and does not sleep for every connection. That one is not declared: eight rounds decide six
 * comparisons, and the six beyond `iterative` are Stevens' question. Rows 3 and 4 of his table, locks around accept, have no
 * model: the kernel has done without the lock for decades, and libuv offers none.
 */
import { nanoseconds } from '../result/quantity.ts';
import type { Precedent } from '../result/plan.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { everyModel, firstOfEachStevensRow, modelArms, modelFactor, stevensRow } from './choices.ts';
import type { Experiment } from './experiment.ts';

const inProgress = 10;

/** By their numbers in the book; `seconds` of process control for 5,000 connections, beyond row 0. */
const designs = [
  { design: 'iterative: the baseline, no process control', seconds: 0 },
  { design: 'concurrent server, one fork per client', seconds: 20.9 },
  { design: 'prefork, each child calling accept', seconds: 1.8 },
  { design: 'prefork, file locking around accept', seconds: 2.07 },
  { design: 'prefork, thread mutex locking around accept', seconds: 1.75 },
  { design: 'prefork, parent passing the descriptor', seconds: 2.58 },
  { design: 'concurrent server, one thread per client', seconds: 0.99 },
  { design: 'prethreaded, mutex locking around accept', seconds: 1.93 },
  { design: 'prethreaded, main thread calling accept', seconds: 2.05 },
] as const;
const connections = 5000;

/** Figure 30.1 of Stevens, Fenner and Rudoff, *UNIX Network Programming* vol. 1, 3rd ed., 2004: on BSD/OS, in C. */
const stevensTable: Precedent = {
  title: "Stevens' table",
  number: 'UNP',
  theirs: 'Stevens, per connection',
  metric: 'cpuNsPerConnection',
  quantity: nanoseconds,
  rows: designs.map(({ design, seconds }, row) => ({
    number: String(row),
    design,
    value: (seconds * 1e9) / connections,
    arms: everyModel.filter((model) => stevensRow(model) === row),
  })),
  notes: [
    "Price of process or thread control: server processor time per connection beyond that of a server that controls nothing. Two servers here are such, hence two prices. `iterative` is Stevens', but unlike his it sleeps and wakes for each connection, so that designs which find several ready at each wake-up come out below nothing. `event-loop` finds several ready as well: beyond it is the price without that sleep. Verdicts are on the first. Both are Hodges–Lehmann estimates of the differences within the same rounds.",
    'Stevens: *UNIX Network Programming* vol. 1, 3rd ed., figure 30.1, seconds for 5,000 connections in C on the hardware of its time, divided by 5,000. The order of the designs is what can be compared; absolute times are of another machine, another language and another exchange. No model here locks around accept: libuv and the kernel spread connections without it.',
  ],
};

export const churnExperiment: Experiment<ServerWanted> = {
  name: 'churn',
  title: 'One exchange per connection',
  question: 'What does each design pay per connection for controlling its threads or processes?',
  description: "one exchange per connection: the price of threads and processes, with Stevens' table beside ours",
  answers: { criteria: ['throughput', 'processor-time'], exchanges: ['one'], varies: [] },
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'iterative',
  primaryMetric: 'cpuNsPerConnection',
  metrics: ['cpuNsPerConnection', 'connectionsPerSecond'],
  summary: 'last',
  axis: null,
  precedent: stevensTable,
  // With a worker for each connection a window is longer still: churn-window.ts.
  slices: 16,
  groups(profile) {
    // Eight rounds can decide six: one design for each row of Stevens' table that Node can express.
    const quicklyCompared: ReadonlySet<string> = new Set(firstOfEachStevensRow());
    return [
      {
        label: `${inProgress} connections at once`,
        level: null,
        arms: modelArms(
          profile === 'smoke' ? ['iterative', 'event-loop', 'process-pool-handoff'] : everyModel,
          { ...usual, load: { shape: 'churn', inProgress, exchangesPerConnection: 1 } },
          (model) => profile !== 'quick' || quicklyCompared.has(model),
        ),
      },
    ];
  },
};
