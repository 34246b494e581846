/** Models over two paths, as `paths-models` has them, with pairs that keep, swap, lose and find their order. */
import { baseline, type MadeUpArm, type MadeUpExperiment } from './made-up-run.ts';

/** Times as fast as usual: over loopback, over veth. */
const speeds = {
  [baseline]: [1, 1],
  // Ahead of the baseline in both, by less over veth.
  'epoll-loop': [1.4, 1.2],
  // Ahead over loopback, and the same over veth.
  'thread-pool-handoff': [1.2, 1],
  // Behind over loopback, ahead over veth.
  'process-pool-handoff': [0.85, 1.1],
} as const satisfies Record<string, MadeUpArm['speed']>;

export const orders: MadeUpExperiment = {
  name: 'paths-models',
  title: 'Models over another path',
  question: 'Does the order of the models found over loopback hold over a veth pair?',
  orderAcross: { title: 'path' },
  arms: Object.entries(speeds).map(([name, speed]) => ({ name, speed })),
  groups: [{ label: 'over loopback' }, { label: 'over veth' }],
};
