/** What of failed trials is told: each kind once, the rounds it happened in, and the last lines of a log. */
import type { Trial } from '../../result/trial.ts';
import { codeBlock, details } from './text.ts';

/** Trials that differ in nothing a reader would want told twice, each kind with its first one. */
export function alike<Kind>(
  trials: readonly Kind[],
  key: (trial: Kind) => readonly string[],
): (readonly [Kind, readonly Kind[]])[] {
  return [...Map.groupBy(trials, (trial) => JSON.stringify(key(trial))).values()].flatMap((all) =>
    all[0] === undefined ? [] : [[all[0], all] as const],
  );
}

/** Counted from 1, as the progress of a run does; results.json counts from 0. */
export function roundOf({ round, attempt }: Trial): string {
  return attempt === 0 ? String(round + 1) : `${round + 1} (attempt ${attempt + 1})`;
}

/** Folded; nothing where there was no log. @param most lines */
export function logOf({ cell, round, log }: Extract<Trial, { readonly outcome: 'failed' }>, most: number): string[] {
  if (log.trim() === '') return [];
  const lines = log.trimEnd().split('\n').slice(-most);
  return [details(`Last lines of ${cell}, round ${round + 1}`, codeBlock(lines.join('\n')))];
}
