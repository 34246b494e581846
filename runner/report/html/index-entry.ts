/** What `index.html` of a folder of results tells of a run. Each report carries its own, so that making an index analyses nothing. */
import { fingerprintOf } from '../../machine/fingerprint.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Summary } from '../summary/summary.ts';
import { count } from '../text/words.ts';

export interface IndexEntry {
  readonly startedAt: string;
  readonly profile: string;
  readonly machine: string;
  readonly commit: string | null;
  readonly experiments: readonly { readonly name: string; readonly title: string; readonly answer: string }[];
  readonly fit: boolean;
  readonly reason: string;
  readonly trials: number;
}

export function indexEntry(result: ResultFile, { badge, answers }: Summary): IndexEntry {
  const { startedAt, plan, environment, trials } = result;
  const { processor, virtualization, os, runtime } = environment;
  return {
    startedAt,
    profile: plan.profile,
    machine: [
      `${processor.model}, ${count(processor.count, 'processor')}`,
      ...(virtualization === null ? [] : [virtualization]),
      os.kernel,
      `Node ${runtime.node}`,
      `fingerprint ${fingerprintOf(environment).short}`,
    ].join(', '),
    commit: environment.commit,
    experiments: answers.map(({ experiment, title, sentence }) => ({ name: experiment, title, answer: sentence })),
    fit: badge.fit,
    reason: badge.reason,
    trials: trials.length,
  };
}
