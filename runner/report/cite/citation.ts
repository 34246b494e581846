/**
 * A figure as a sentence that can be pasted into a design review: the claim with its uncertainty, the conditions, the machine,
 * and how to repeat it. What must not be cited gives a reason instead, and names what can be. Pure: the same result gives the
 * same words, always.
 */
import type { Analysis } from '../../analysis/analysis.ts';
import type { CitableFigure } from '../../analysis/citable.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Claim } from './claim.ts';
import { crossoverClaim, findingClaim, orderClaim } from './conclusions.ts';
import { identicalClaim, slowdownClaim } from './controls.ts';
import { figureClaim } from './figure.ts';
import { judgedClaim } from './judged.ts';
import type { CitationFormat } from './formats.ts';
import { asBibtex, asMarkdown, asText, code, type Phrase } from './phrase.ts';
import { dateOf, repeatPhrase, runRefusal, sourceOf } from './source.ts';
import { statementsOf, type Statement } from './statements.ts';

export interface Refusal {
  readonly ok: false;
  /** The rest of a sentence that begins with the ID, or with the run where nothing of it can be cited. */
  readonly why: string;
  /** The same in a few words. */
  readonly brief: string;
  /** ID of what can be cited in its place; null where there is nothing like it. */
  readonly instead: string | null;
}

/**
 * In every format; `claim` and `source` are the two halves of `text`, of which a run has the second but a few times. In Markdown
 * claim and conditions alone, for a page that has several claims of one run and says once where they come from (`runInMarkdown`).
 */
export type Citation =
  | ({
      readonly ok: true;
      readonly claim: string;
      readonly source: string;
      readonly inMarkdown: { readonly claim: string; readonly conditions: string };
    } & Readonly<Record<CitationFormat, string>>)
  | Refusal;

/** What citations of one result have in common; make it once. */
export interface CiteContext extends CiteCommon {
  readonly result: ResultFile;
  readonly statements: readonly Statement[];
}

/** What is the same in all of them; a page carries it, because the fingerprint of a machine cannot be made in a browser. */
export interface CiteCommon {
  /** Why nothing of the run can be cited; null where it can. */
  readonly refusal: string | null;
  /** Machine, runtime, commit and date; and the command that repeats the run. */
  readonly source: Phrase;
  readonly repeat: Phrase;
}

export function citeContext(result: ResultFile, analysis: Analysis): CiteContext {
  return { result, statements: statementsOf(analysis), ...citeCommon(result, analysis) };
}

export function citeCommon(result: ResultFile, analysis: Analysis): CiteCommon {
  return {
    refusal: runRefusal(result, analysis),
    source: sourceOf(result, analysis.controls),
    repeat: repeatPhrase(result),
  };
}

export function citationOf(statement: Statement, context: CiteContext): Citation {
  const { result, refusal, repeat } = context;
  if (refusal !== null) return { ok: false, why: refusal, brief: 'the run cannot be cited', instead: null };
  const claim = claimOf(statement, result);
  if (!claim.ok) return { ...claim, instead: insteadOf(statement, context)?.id ?? null };
  const conditions = claim.conditions.length === 0 ? [] : [` Conditions: ${claim.conditions.join(', ')}.`];
  const source: Phrase = [...conditions.map((text) => text.trimStart()), ' ', ...context.source];
  const whole: Phrase = [...claim.words, ' ', ...source, ' ', ...repeat];
  return {
    ok: true,
    claim: asText(claim.words),
    source: asText([...source, ' ', ...repeat]).trim(),
    inMarkdown: { claim: asMarkdown(claim.words), conditions: asMarkdown(conditions).trim() },
    text: asText(whole).replaceAll('  ', ' '),
    markdown: asMarkdown(whole).replaceAll('  ', ' '),
    bibtex: asBibtex(keyOf(statement, result), {
      title: ['echobench: ', code(statement.id)],
      note: [...claim.words, ' ', ...source],
      howPublished: repeat,
      date: dateOf(result),
    }),
  };
}

/** Machine, runtime, commit and date of a run, and the command that repeats it: what all its citations end with. */
export function runInMarkdown({ source, repeat }: CiteCommon): string {
  return asMarkdown([...source, ' ', ...repeat]);
}

/** Whether it can be cited by itself; the run is for `runRefusal`. */
export function claimOf(statement: Statement, { plan }: Pick<ResultFile, 'plan'>): Claim {
  switch (statement.kind) {
    case 'figure':
      return figureClaim(statement, roundsOf(statement, plan));
    case 'crossover':
      return crossoverClaim(statement);
    case 'order':
      return orderClaim(statement);
    case 'finding':
      return findingClaim(statement);
    case 'claim':
      return judgedClaim(statement);
    case 'identical':
      return identicalClaim(statement);
    case 'slowdown':
      return slowdownClaim(statement);
  }
}

/** Of a run with `--precision` an experiment may have ended before the last look: what it measured is all that it was to have. */
function roundsOf({ row, metric }: CitableFigure, { rounds, precision }: ResultFile['plan']): number {
  return precision === undefined ? rounds : (row.series.get(metric.name)?.length ?? rounds);
}

/** `echobench:models:64-connections:event-loop:throughput:2026-11-22`. */
function keyOf({ id }: Statement, result: ResultFile): string {
  return ['echobench', ...id.split('/'), dateOf(result)].join(':');
}

/**
 * What is nearest to something that cannot be cited: of a figure another metric of the same row, as p90 in place of p99; else
 * the same metric of the arm in another group, or of another arm in the group. What was never measured has no stand-in: another
 * arm would answer another question. Of anything else the finding of its experiment.
 */
function insteadOf(statement: Statement, { statements, result }: CiteContext): Statement | null {
  const isKnown = (one: Statement) => claimOf(one, result).ok;
  if (statement.kind === 'identical' || statement.kind === 'slowdown' || statement.kind === 'finding') return null;
  const ofExperiment = statements.filter((one) => 'experiment' in one && one.experiment === statement.experiment);
  if (statement.kind !== 'figure') return ofExperiment.find((one) => one.kind === 'finding' && isKnown(one)) ?? null;
  const { group, row, metric } = statement;
  const figures = ofExperiment.filter((one) => one.kind === 'figure');
  const ofRow = figures.filter((one) => one.row === row);
  const byLikeness = ofRow.toSorted(
    (one, other) => sharedLength(other.id, statement.id) - sharedLength(one.id, statement.id),
  );
  const ofMetric = figures.filter((one) => one.metric.name === metric.name);
  return (
    byLikeness.find(isKnown) ??
    ofMetric.find((one) => one.row.cell.arm === row.cell.arm && isKnown(one)) ??
    (row.completed === 0 ? undefined : ofMetric.find((one) => one.group === group && isKnown(one))) ??
    null
  );
}

/** Characters that two IDs begin with alike. */
function sharedLength(one: string, other: string): number {
  const differs = Array.from(one).findIndex((character, index) => character !== other[index]);
  return differs < 0 ? one.length : differs;
}
