/**
 * What a reader has to know first: whether the figures may be cited, the answer to each question, and the few caveats that
 * matter for them. Plain text, so that report.md, report.html, the index of results and the terminal say the same.
 */
import type { Analysis } from '../../analysis/analysis.ts';
import type { ResultFile } from '../../result/result.ts';
import { answerOf } from '../findings/answer.ts';
import { signNotes } from '../findings/signs.ts';
import { badgeOf, type Badge } from './badge.ts';
import { caveatsOf } from './caveats.ts';

export interface Answer {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly title: string;
  readonly question: string;
  readonly sentence: string;
}

export interface Summary {
  readonly badge: Badge;
  readonly answers: readonly Answer[];
  /** What the signs in the answers mean, of those that occur. */
  readonly signs: readonly string[];
  /** At most five, a sentence each, the one that changes most first. */
  readonly caveats: readonly string[];
}

export function summaryOf(result: ResultFile, analysis: Analysis): Summary {
  const answers = analysis.experiments.map((experiment): Answer => {
    const { name, title, question } = experiment;
    return { experiment: name, title, question, sentence: answerOf(experiment) };
  });
  return {
    badge: badgeOf(result, analysis),
    answers,
    signs: signNotes(answers.map(({ sentence }) => sentence).join(' ')),
    caveats: caveatsOf(result, analysis),
  };
}
