/** What a reader sees first: which run it is, whether it may be cited, the answers, one chart of them, and the caveats. */
import { primaryOf, type Analysis } from '../../../analysis/analysis.ts';
import { fingerprintOf } from '../../../machine/fingerprint.ts';
import type { ResultFile } from '../../../result/result.ts';
import type { PlacedChart } from '../../describe/charts.ts';
import type { Summary } from '../../summary/summary.ts';
import { shortCommit } from '../../text/repeat.ts';
import { formatPercent } from '../../text/format.ts';
import { count, roundsBehind, roundsOf } from '../../text/words.ts';
import { image } from './experiment.ts';
import { alert, code, plain } from '../text.ts';

export function firstScreen(
  result: ResultFile,
  analysis: Analysis,
  { badge, answers, signs, caveats }: Summary,
  charts: readonly PlacedChart[],
): string {
  const title = badge.fit ? 'Fit to cite' : 'Not fit to cite';
  return [
    '# echobench report',
    runFacts(result, analysis),
    alert(badge.fit ? 'NOTE' : 'CAUTION', `**${title}:** ${plain(badge.reason)}`),
    answers.map(({ title: of, sentence }) => `- **${plain(of)}.** ${plain(sentence)}`).join('\n'),
    ...(signs.length === 0 ? [] : [`<sub>${plain(signs.join(' '))}</sub>`]),
    ...charts.filter(({ what }) => what === 'summary').map((chart) => image(chart, 'all questions')),
    ...(caveats.length === 0
      ? []
      : [`**Caveats**\n\n${caveats.map((caveat, index) => `${index + 1}. ${plain(caveat)}`).join('\n')}`]),
  ].join('\n\n');
}

/** `Profile quick · 8 rounds · 2026-11-22 · commit f3d1 · AMD EPYC, 2 processors, kvm, Linux 6.18, Node 26.10.0`. */
function runFacts(result: ResultFile, { experiments }: Analysis): string {
  const { plan, environment, startedAt } = result;
  const { processor, virtualization, os, runtime, commit } = environment;
  const rounds = experiments.flatMap((experiment) => {
    const rows = experiment.groups.flatMap((group) => group.rows);
    return roundsBehind(rows, primaryOf(experiment));
  });
  const facts = [
    `Profile **${plan.profile}**`,
    `${roundsOf(rounds).replace(/ rounds?$/, '')} of ${plannedText(plan)}`,
    startedAt.slice(0, 10),
    `commit ${commit === null ? 'unknown' : code(shortCommit(commit))}`,
    plain(
      [
        processor.model,
        count(processor.count, 'processor'),
        virtualization ?? 'no hypervisor seen',
        os.kernel,
        `Node ${runtime.node}`,
      ].join(', '),
    ),
    `machine ${code(fingerprintOf(environment).short)}`,
  ];
  return `${facts.join(' · ')}.`;
}

/** `8 rounds`, `at most 16 rounds, for a precision of ±3 %`. */
function plannedText({ rounds, precision }: ResultFile['plan']): string {
  const all = count(rounds, 'round');
  return precision === undefined ? all : `at most ${all}, for a precision of ±${formatPercent(precision.asked)}`;
}
