/**
 * report.html: one file that needs nothing else. What is read stands in it as text; what is looked at and asked is drawn by the
 * script of the page, from the analysis that the file carries. Pure: script and styles come in as text, so the same result and
 * the same sources give the same bytes.
 */
import type { Analysis, ExperimentAnalysis } from '../../analysis/analysis.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Surroundings } from '../../result/surroundings.ts';
import { citablesOf, slug } from '../../analysis/citable.ts';
import { claimsSection } from '../markdown/claims.ts';
import { crossoverTable } from '../markdown/crossovers.ts';
import { howToRead, whatThisDoesNotTell } from '../markdown/guide.ts';
import { orderTables } from '../markdown/orders.ts';
import { precedentSection } from '../markdown/precedent.ts';
import { machineSection, planSection, repeatSection } from '../markdown/run.ts';
import { surroundingsSections } from '../markdown/surroundings.ts';
import { controlsSection, evidenceSection, failuresSection } from '../markdown/trust.ts';
import { findingOf } from '../findings/index.ts';
import { measuredTerms, termText } from '../text/measured-conditions.ts';
import { sharedTerms, uncapitalized } from '../text/words.ts';
import { primaryOf } from '../../analysis/analysis.ts';
import { summaryOf } from '../summary/summary.ts';
import type { Advice } from '../../result/advice.ts';
import { allArms } from './all-arms.ts';
import { chartStyle } from './chart-style.ts';
import { citeButton } from './figure-tables.ts';
import { findingId, firstScreen, runFacts } from './first-screen.ts';
import { fromMarkdown } from './from-markdown.ts';
import { embeddedJson, html, Markup } from './markup.ts';
import { packed } from './pack.ts';
import { indexEntry } from './index-entry.ts';

export const pageName = 'report.html';

/** What makes a page out of its data: both made from sources beside this file. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

export interface Page {
  readonly result: ResultFile;
  readonly analysis: Analysis;
  readonly surroundings: readonly Surroundings[];
  readonly advice: Advice;
}

export function renderPage({ result, analysis, surroundings, advice }: Page, parts: PageParts): string {
  const summary = summaryOf(result, analysis);
  const { experiments } = analysis;
  const all = allArms(analysis);
  const data = { run: packed(result, analysis), advice };
  const body = html` <a class="skip" href="#main">Skip to the figures</a>
    <header class="top">
      <div>
        <h1>echobench report</h1>
        <p class="muted">${runFacts(result, analysis)}</p>
      </div>
      <button type="button" id="theme" aria-label="Colours: as the system has them">Colours: system</button>
    </header>
    <div class="page">
      <nav aria-label="Sections">
        <ul>
          ${navigation(experiments, all.length > 0).map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
        </ul>
      </nav>
      <main id="main" tabindex="-1">
        <noscript
          ><p class="alert">
            Charts and tables of this page are drawn by its script, which your browser does not run: report.md beside
            this file has them as pictures and text.
          </p></noscript
        >
        ${firstScreen(summary, experiments)}
        <section id="guide" aria-labelledby="guide-title">
          <h2 id="guide-title">Which one for my load?</h2>
          <div id="guide-body"></div>
        </section>
        ${experiments.map((experiment) =>
          experimentSection(
            experiment,
            summary.answers.find((answer) => answer.experiment === experiment.name)?.sentence ?? '',
          ),
        )}
        ${all.length === 0 ? null : html`<section id="all" aria-label="All arms">${all}</section>`}
        <section id="trust" aria-label="How far it can be trusted">
          <div id="controls-chart"></div>
          ${fromMarkdown(
            [
              controlsSection(analysis.controls, []),
              evidenceSection(analysis, result),
              failuresSection(result),
              howToRead(result, analysis),
              whatThisDoesNotTell(result),
            ].join('\n\n'),
          )}
        </section>
        <section id="run" aria-label="The run">
          ${fromMarkdown(
            [
              machineSection(result),
              ...surroundingsSections(surroundings),
              planSection(result),
              repeatSection(result),
            ].join('\n\n'),
          )}
        </section>
      </main>
    </div>
    <div id="point" role="dialog" aria-label="Figure" hidden></div>
    <dialog id="citation" aria-label="Citation">
      <button type="button" class="close" aria-label="Close">×</button>
      <div class="citation-body"></div>
      <p class="copied muted"></p>
    </dialog>
    <div id="copied" hidden>
      <p><strong>Copied</strong> <span class="copied-text muted"></span></p>
      <button type="button" class="formats" data-cite="">More formats</button>
      <button type="button" class="close" aria-label="Close">×</button>
    </div>
    <p id="said" role="status" aria-live="polite"></p>`;
  return page(
    `echobench: ${titleOf(result)}`,
    html`${body}
      <script type="application/json" id="index-entry">
        ${embeddedJson(indexEntry(result, summary))}
      </script>
      <script type="application/json" id="data">
        ${embeddedJson(data)}
      </script>
      ${scriptElement(parts.script)}`,
    `${chartStyle()}${parts.style}`,
  );
}

/** A whole document that may load nothing and send nothing. */
export function page(title: string, body: Markup, style: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${new Markup(`<style>${style.replaceAll('</', String.raw`<\/`)}</style>`)}
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}

/** Inside of a script only its own end tag and the begin of a comment mean something to HTML; in strings they may be escaped. */
export function scriptElement(script: string): Markup {
  const safe = script.replace(/<(?=\/script|!--)/gi, String.raw`\x3C`);
  return new Markup(`<script>${safe}</script>`);
}

function titleOf({ plan, startedAt }: ResultFile): string {
  return `${plan.experiments.map(({ name }) => name).join(', ')}, ${startedAt.slice(0, 10)}`;
}

function navigation(experiments: readonly ExperimentAnalysis[], hasAll: boolean): (readonly [string, string])[] {
  return [
    ['summary', 'Answers'],
    ['guide', 'Which one for my load?'],
    ...experiments.map(({ name, title }) => [sectionId(name), title] as const),
    ...(hasAll ? [['all', 'All in one table'] as const] : []),
    ['trust', 'How far to trust it'],
    ['run', 'Machine and plan'],
  ];
}

function sectionId(experiment: string): string {
  return `e-${slug(experiment)}`;
}

/** @param answer its finding in one sentence, where it has one shorter than the whole */
function experimentSection(experiment: ExperimentAnalysis, answer: string): Markup {
  const claims = claimsSection(experiment, [], 'folded');
  return claims === null ? sectionOfArms(experiment, answer) : sectionOfClaims(experiment, claims);
}

/** What became of each claim, with its evidence: situations of different claims are not to be sorted or compared. */
function sectionOfClaims(experiment: ExperimentAnalysis, claims: string): Markup {
  const { name, title, question, judged } = experiment;
  const ids = judged.map(({ claim }) => `${slug(name)}/${claim.number}`);
  return html`<section class="claims" id="${sectionId(name)}">
    <h2>${title}</h2>
    <p class="question">${question}</p>
    <p>${findingOf(experiment)}${citeButton(findingId(experiment), `what was found: ${title}`)}</p>
    <div class="conclusions">${fromMarkdown(claims)}</div>
    <p class="small">
      Citations:${ids.map((id) => html` <span class="one"><code>${id}</code>${citeButton(id, id)}</span>`)}
    </p>
  </section>`;
}

function sectionOfArms(experiment: ExperimentAnalysis, answer: string): Markup {
  const { name, title, question, baseline } = experiment;
  const terms = [...sharedTerms(experiment).map(({ text }) => text), ...measuredTerms(experiment).map(termText)];
  const conclusions = [crossoverTable(experiment), orderTables(experiment), precedentSection(experiment)].filter(
    (part) => part !== null,
  );
  return html`<section class="experiment" id="${sectionId(name)}" data-experiment="${name}">
    <h2>${title}</h2>
    <p class="question">${question}</p>
    <p><strong>${answer}</strong>${citeButton(findingId(experiment), `what was found: ${title}`)}</p>
    <p>${findingOf(experiment)}</p>
    <p class="small">
      ${baseline === null ? 'Each is compared with what was claimed of it.' : html`Baseline: <code>${baseline}</code>.`}
      Decided on:
      ${uncapitalized(primaryOf(experiment).title)}.${terms.length === 0 ? null : html` Conditions: ${terms.join(', ')}.`}
    </p>
    <div class="live"></div>
    ${conclusions.length === 0 ? null : html`<div class="conclusions">${fromMarkdown(conclusions.join('\n\n'))}${citations(experiment)}</div>`}
  </section>`;
}

/** Crossovers and orders have no figure of their own beside which a button could stand. */
function citations(experiment: ExperimentAnalysis): Markup | null {
  const citable = citablesOf({ experiments: [experiment] }).filter(({ kind }) => kind !== 'figure');
  if (citable.length === 0) return null;
  return html`<p class="small">
    Citations:${citable.map(({ id }) => html` <span class="one"><code>${id}</code>${citeButton(id, id)}</span>`)}
  </p>`;
}
