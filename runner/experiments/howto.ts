/**
 * What the Socket Programming HOWTO says, judged. Each claim is a file in claims/; those that other experiments measure are read
 * from these, whose cells run in the same run.
 */
import type { ClaimWanted } from '../trials/claim/setup.ts';
import { experimentOfClaims, labelOf, readBy, storedClaim } from './claims/claim.ts';
import { claims } from './claims/index.ts';
import type { Experiment } from './experiment.ts';

/** What a smoke run looks at: one claim that has both ends itself, and one that looks at a server in a network of its own. */
const fewest: ReadonlySet<string> = new Set(['close', 'visibility']);

export const howtoExperiment: Experiment<ClaimWanted> = {
  name: experimentOfClaims,
  title: 'The Socket Programming HOWTO, judged',
  question: 'Which of its claims hold on this machine?',
  description:
    'claims of the Socket Programming HOWTO, each with a verdict; brings the cells of other experiments that it reads',
  isHeadline: false,
  kind: 'claim',
  factor: { title: 'Situation', plural: 'situations' },
  baseline: null,
  primaryMetric: 'share',
  metrics: ['share', 'count', 'durationNs', 'bytes', 'cpuNs'],
  summary: 'first',
  axis: null,
  precedent: null,
  slices: 1,
  claims: claims.map(storedClaim),
  reads: claims.flatMap(readBy),
  groups: (profile) =>
    (profile === 'smoke' ? claims.filter(({ name }) => fewest.has(name)) : claims)
      .filter(({ observed }) => observed.length > 0)
      .map((claim) => ({
        label: labelOf(claim),
        level: null,
        arms: claim.observed.map((arm) => ({ ...arm, compared: false })),
        ...(claim.mostRounds !== undefined && { mostRounds: claim.mostRounds }),
      })),
};
