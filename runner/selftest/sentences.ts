/** What a self-test says in sentences: the same on the terminal and in selftest.md. */
import { formatCount } from '../report/text/format.ts';
import { count, listed } from '../report/text/words.ts';
import { coverage } from '../statistics/simultaneous.ts';
import { walshRank } from '../statistics/wilcoxon.ts';
import type { Identical } from './identical.ts';
import type { SelftestFindings } from './judge.ts';
import { draws } from './resample.ts';
import type { Slowdowns } from './slowdowns.ts';
import { percent } from './words.ts';

/** `passed`, `failed: 1 of 4 criteria missed`, and what a shortened one is worth. */
export function verdictOf({ isPassed, criteria, shortened }: SelftestFindings): string {
  const missed = criteria.filter(({ isMet }) => !isMet).length;
  const verdict = isPassed ? 'passed' : `failed: ${missed} of ${criteria.length} criteria missed`;
  return shortened.length === 0
    ? verdict
    : `${verdict}, but shortened (${shortened.join(', ')}): it shows that everything runs, and proves nothing`;
}

/** How comparisons of identical arms were made, and how they depend on one another. */
export function designOfIdentical({ planned, rounds, groups }: Identical): string {
  return [
    `${count(planned, 'comparison')} of identical arms in ${count(groups.length, 'group')} of up to ${Math.max(0, ...groups)}, ${count(rounds, 'round')} each, every round a fresh block.`,
    'Each arm is compared with the mean of the two cells of its group’s baseline and judged as a comparison of an experiment is, with the interval of a single one.',
    'Arms of a group share their baseline, as those of an experiment do, and so depend on one another; groups share nothing.',
  ].join(' ');
}

/** What the number of those that may be called different is worth. */
export function boundOfIdentical({ planned, rounds, allowed, sound, unsoundPasses }: Identical): string {
  const exact = walshRank(rounds, coverage);
  const covers =
    exact === null
      ? `with ${count(rounds, 'round')} there is no interval of ${percent(coverage)}`
      : `intervals of ${count(rounds, 'round')} cover with ${percent(exact.coverage)}`;
  return [
    `At most ${allowed} of ${formatCount(planned)} may be called different: of independent comparisons that are wrong in ${percent(1 - coverage)} no more are in 97.5 % of cases.`,
    `A sound method calls ${sound.expected.toFixed(1)} different on average (${covers}), and keeps to the bound in ${percent(sound.passes)} of self-tests in each metric: by simulation of these groups, their dependence included.`,
    `One that is wrong twice as often as it promises keeps to it in ${percent(unsoundPasses)}.`,
  ].join(' ');
}

/** How runs were drawn from the recorded rounds. */
export function designOfSlowdowns({ rounds, planned, found }: Slowdowns): string {
  const noisier = (found[0]?.runs ?? []).filter(({ noise }) => noise > 1);
  return [
    `${rounds} of ${count(planned, 'round')} recorded, each a block of the baseline, its twin and ${count(found.length, 'slowdown')}; what was put in is stated against the baseline’s cost in the same rounds.`,
    `Runs are ${formatCount(draws)} draws of rounds, with replacement; found means that the ${percent(coverage)} interval lies above 1.`,
    ...noisier.map(
      ({ profile, noise }) =>
        `For runs of ${profile}, whose trials measure for a shorter time, deviations from the mean are multiplied by ${noise.toFixed(2)}: as much as if all noise came from chance within a trial.`,
    ),
  ].join(' ');
}

/** In what share of its runs a profile finds the slowdowns: one sentence a profile. */
export function whatIsFound({ found }: Slowdowns): string[] {
  return (found[0]?.runs ?? []).map(({ profile, rounds, among }, index) => {
    const sizes = found.map(({ asked, runs }) => {
      const run = runs[index];
      return `+${percent(asked)} in ${percent(run?.alone.found ?? Number.NaN)} of runs (${percent(run?.among.found ?? Number.NaN)})`;
    });
    const most = `as one of ${count(among.comparisons, 'comparison')}, the most that ${count(rounds, 'round')} decide`;
    return `${profile} finds, in ${count(rounds, 'round')} and in brackets ${most}: ${listed(sizes)}.`;
  });
}
