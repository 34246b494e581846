/**
 * Who suffers when one request in a hundred is slow? The small ones wait behind it where both share a thread, and do not
 * where another thread has it. With a processor of its own for the client: it could not send in time beside servers that
 * compute for milliseconds, and its lag would be taken for theirs.
 */
import type { ServerWanted } from '../trials/server/setup.ts';
import { modelFactor } from './choices.ts';
import { isThorough, type Experiment } from './experiment.ts';
import { armsAtShare, modelsFor } from './open-load.ts';

/** Rounds of work: some microseconds, and some milliseconds. */
const mix = 'mix:99*10,1*100000';

export const blockingExperiment: Experiment<ServerWanted> = {
  name: 'blocking',
  title: 'One slow request in a hundred',
  question: 'Who suffers when one request in a hundred is slow?',
  description: 'response times of small requests when one in a hundred takes milliseconds of processor time',
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  // At half of the load most small requests meet no slow one: who suffers is seen in the tail. Those that wait behind one
  // slow request are hardly more than one observation, so that few windows have the thousand that a p99 takes.
  primaryMetric: 'smallResponseP90Ns',
  metrics: ['smallResponseP90Ns', 'smallResponseP99Ns', 'smallResponseP50Ns', 'largeResponseP50Ns', 'cpuNsPerMessage'],
  summary: 'first',
  axis: null,
  precedent: null,
  // What waits behind one slow request is one observation: seconds, until there are a thousand.
  slices: { smoke: 6, quick: 60, standard: 60, rigorous: 60 },
  groups(profile) {
    const shares = isThorough(profile) ? [50, 25] : [50];
    return shares.map((percent, place) => ({
      label: `${percent} % of the slowest model's limit`,
      level: null,
      arms: armsAtShare(
        modelsFor(profile),
        { amount: percent / 100, of: 'slowest' },
        { mix },
        place === 0 || profile === 'rigorous',
      ),
    }));
  },
};
