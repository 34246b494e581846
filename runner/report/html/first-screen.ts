/** What a reader has to know first: whether the figures may be cited, the answers, and what matters for them. */
import { primaryOf, type Analysis, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { slug } from '../../analysis/citable.ts';
import { fingerprintOf } from '../../machine/fingerprint.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Summary } from '../summary/summary.ts';
import { formatCount, formatMinutes, formatPercent } from '../text/format.ts';
import { count, roundsBehind, roundsOf } from '../text/words.ts';
import { citeButton } from './figure-tables.ts';
import { html, type Markup } from './markup.ts';

/** One line that names the run. */
export function runFacts(result: ResultFile, { experiments }: Analysis): string {
  const { plan, environment, remoteEnvironment, startedAt, elapsedMs } = result;
  const { processor, virtualization, os, runtime, commit } = environment;
  const rounds = experiments.flatMap((experiment) =>
    roundsBehind(
      experiment.groups.flatMap((group) => group.rows),
      primaryOf(experiment),
    ),
  );
  return [
    `Profile ${plan.profile} (${roundsOf(rounds)} of ${formatCount(plan.rounds)} planned, margin ${formatPercent(plan.margin)})`,
    `seed ${plan.seed}`,
    `${dateOf(startedAt)}${elapsedMs === null ? '' : `, took ${formatMinutes(elapsedMs)}`}`,
    `commit ${commit === null ? 'unknown' : commit.slice(0, 12)}${commit?.endsWith('-dirty') === true ? ' with local changes' : ''}`,
    `${processor.model}, ${count(processor.count, 'processor')}, ${virtualization ?? 'no hypervisor seen'}, ${os.kernel}, Node ${runtime.node}`,
    `machine fingerprint ${fingerprintOf(environment).short}`,
    `kernel build ${os.build ?? 'unknown'}`,
    `clock source ${environment.clockSource ?? 'unknown'}`,
    ...(remoteEnvironment === undefined
      ? []
      : [`servers on a machine of the fingerprint ${fingerprintOf(remoteEnvironment).short}`]),
  ].join(' · ');
}

/** `2026-11-22 16:39 UTC`, of an ISO date. */
export function dateOf(startedAt: string): string {
  return `${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Under which the answer of an experiment is cited: cite/statements.ts. */
export function findingId({ name }: Pick<ExperimentAnalysis, 'name'>): string {
  return `${slug(name)}/finding`;
}

export function firstScreen(
  { badge, answers, signs, caveats }: Summary,
  experiments: readonly ExperimentAnalysis[],
): Markup {
  const ids = new Map(experiments.map(({ name }) => [name, `e-${slug(name)}`]));
  return html`<section id="summary" aria-label="Answers">
    <p class="badge ${badge.fit ? 'fit' : 'unfit'}">
      <strong>${badge.fit ? '✓' : '✗'} ${badge.title}</strong> <span>${badge.reason}</span>
    </p>
    <dl class="answers">
      ${answers.map(
        ({ experiment, question, sentence }) =>
          html`<dt><a href="#${ids.get(experiment) ?? ''}">${question}</a></dt>
            <dd>${sentence}${citeButton(findingId({ name: experiment }), question)}</dd>`,
      )}
    </dl>
    ${signs.length === 0 ? null : html`<p class="small">${signs.join(' ')}</p>`}
    <div id="summary-chart"></div>
    ${
      caveats.length === 0
        ? null
        : html`<h2>What matters for these numbers</h2>
            <ol class="caveats">
              ${caveats.map((caveat) => html`<li>${caveat}</li>`)}
            </ol>`
    }
    <p class="small">
      Point at a mark of a chart, or move through them with the arrow keys, for its exact figure, its rounds and its
      labels; Enter copies its citation. <span class="key-cite">“</span> beside a figure does so too, with interval,
      conditions, machine and commit. With Shift either opens Markdown and BibTeX.
    </p>
  </section>`;
}
