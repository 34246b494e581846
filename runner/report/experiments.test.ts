/** Every experiment of the suite, from its plan through trials that nobody measured to its section of the report. */
import { describe, expect, test } from 'vitest';

import { suiteRun } from '../../test/made-up-run.ts';
import { experimentNames, experiments, type ExperimentName } from '../experiments/index.ts';
import type { Experiment } from '../experiments/experiment.ts';
import type { ChartDescription } from './charts/description.ts';
import { plainView } from './charts/frame.ts';
import { layout } from './charts/layout.ts';
import { outside, overlaps } from './charts/scene-faults.ts';
import { chartsOf } from './describe/charts.ts';
import { answerOf } from './findings/answer.ts';
import { findingOf } from './findings/index.ts';
import { describeUsual } from './findings/usual.ts';
import { allArmsSections } from './markdown/all-arms.ts';
import { claimsSection } from './markdown/claims.ts';
import { experimentSection } from './markdown/brief/experiment.ts';
import { plain } from './markdown/text.ts';
import { summaryOf } from './summary/summary.ts';

/** Those whose section are figures of arms, and those whose section is what became of claims. */
const registry: Readonly<Record<ExperimentName, Experiment>> = experiments;
const ofClaims = experimentNames.filter((name) => registry[name].claims !== undefined);
const ofArms = experimentNames.filter((name) => registry[name].claims === undefined);

describe.each(ofClaims)('%s', (name) => {
  const { result, analysis } = suiteRun([name]);
  const charts = chartsOf(result, analysis);

  test('its section has the question, a table with a line for each claim, and the rule and the evidence of each', () => {
    const [experiment] = analysis.experiments;
    const claims = registry[name].claims ?? [];
    const section = experiment === undefined ? '' : experimentSection(experiment, charts);
    const evidence = experiment === undefined ? '' : (claimsSection(experiment, charts, 'folded') ?? '');
    expect(section.startsWith(`## ${experiment?.title}\n\n*`)).toBe(true);
    expect(section.match(/^\| \d+ \| /gm)).toHaveLength(claims.length);
    expect(
      evidence.match(/^<summary>\d+ .*: (confirmed|refuted|depends|cannot be tested here)<\/summary>$/gm),
    ).toHaveLength(claims.length);
    for (const { text } of claims.flatMap(({ predictions }) => predictions))
      expect(evidence).toContain(`- ${plain(text)}`);
    expect(evidence.match(/^!\[Chart of claim /gm)).toHaveLength(charts.filter(({ what }) => what === 'claim').length);
    for (const { path } of charts.filter(({ what }) => what === 'claim')) expect(section).toContain(`](${path})`);
    expect(section + evidence).not.toMatch(/undefined|NaN|\[object|\{unit\}|not declared|inconclusive/);
  });

  test('in its charts no texts overlap and nothing leaves the picture', () => {
    for (const { description, path } of charts) {
      const scene = layout(description, plainView);
      expect(overlaps(scene), path).toEqual([]);
      expect(outside(scene), path).toEqual([]);
    }
  });
});

describe.each(ofArms)('%s', (name) => {
  const { result, analysis } = suiteRun([name]);
  const charts = chartsOf(result, analysis);
  const sections = analysis.experiments.map((experiment) => experimentSection(experiment, charts));

  test('its section has the question, one chart, one table, and the conditions', () => {
    const [experiment] = analysis.experiments;
    const [section = ''] = sections;
    expect(section.startsWith(`## ${experiment?.title}\n\n*`)).toBe(true);
    expect(section).toMatch(
      /\n\nBaseline `[^`]+`; n = \d+ rounds?; .*(service echo|loopback|ping-pong|stream).*\. · \[|\n\nBaseline `[^`]+`; n = \d+ rounds?; .*\.$/,
    );
    expect(section.match(/^!\[Chart of /gm)).toHaveLength(1);
    // A published table stands beside it, folded.
    expect(section.match(/^:--\|/gm)).toHaveLength(1);
    const links = [...section.matchAll(/\]\((charts\/[^)]*)\)/g)].map(([, path]) => path);
    expect(new Set(links)).toEqual(new Set(charts.flatMap((chart) => (chart.experiment === name ? [chart.path] : []))));
    expect(section).not.toMatch(/undefined|NaN|\[object|\{unit\}|not declared|inconclusive/);
  });

  test('its answer is one short sentence with the figures that it claims', () => {
    const [experiment] = analysis.experiments;
    const answer = experiment === undefined ? '' : answerOf(experiment);
    expect(answer).toMatch(/\d.*\.$/);
    expect(answer.split(/\s+/).length, answer).toBeLessThanOrEqual(75);
    expect(answer).not.toMatch(/undefined|NaN|\[object|not declared|inconclusive/);
  });

  test('in its charts no texts overlap and nothing leaves the picture', () => {
    for (const { description, path } of charts) {
      const scene = layout(description, plainView);
      expect(overlaps(scene), path).toEqual([]);
      expect(outside(scene), path).toEqual([]);
      expect(JSON.stringify(description), path).not.toMatch(/undefined|\{unit\}/);
    }
  });
});

describe('a label that all rounds of all cells carry', () => {
  const { result, analysis } = suiteRun(ofArms, { values: () => ({ labels: ['not-steady'] }) });
  const findings = new Map(analysis.experiments.map((experiment) => [experiment.name, findingOf(experiment)]));
  /** An interval, and no label behind it. */
  const bareInterval = /\([^()]*\d(?:–| to )[^()]*\)(?! \[not steady)/g;
  /** Several figures of one row stand together there, and their label after the last. */
  const sharesLabel: ReadonlySet<string> = new Set([
    'startup',
    'chunk',
    // The usual sentence does so, and a new experiment has it.
    ...analysis.experiments.filter((one) => findingOf(one) === describeUsual(one)).map(({ name }) => name),
  ]);
  /** An interval without the mark behind it. */
  const bareMark = /\([^()]*\d(?:–| to )[^()]*\)(?!‡| \\?\[)/g;
  /** A ratio or difference with its interval, and no label behind it. */
  const bareRatio = /(×[\d.]+|[+−][\d.,]+ \S+) \([^)]*\)(?! \[not steady)/g;

  test.each(ofArms)('%s: follows the figures of its finding', (name) => {
    const finding = findings.get(name) ?? '';
    expect(finding.match(bareRatio) ?? []).toEqual([]);
    const clauses = finding.split('; ').filter((clause) => /\d(–| to )/.test(clause));
    expect(clauses.filter((clause) => !clause.includes('not steady'))).toEqual([]);
    if (!sharesLabel.has(name)) expect(finding.match(bareInterval) ?? []).toEqual([]);
    expect(finding).toContain('not steady');
  });

  test('follows every figure of the table of all models', () => {
    const figures = [
      ...allArmsSections(analysis)
        .join('')
        .matchAll(/^\| \[.*$/gm),
    ].flatMap(([line]) =>
      line.split(' | ').filter((cell) => cell.includes(' (') && /\d/.test(cell) && !cell.includes('UNP')),
    );
    expect(figures.length).toBeGreaterThan(20);
    expect(figures.filter((cell) => !/ \\\[not steady(, [^\]]*)?\\\]/.test(cell))).toEqual([]);
  });

  test('is marked on every figure of the answers, with what the mark means', () => {
    const { answers, signs } = summaryOf(result, analysis);
    for (const { experiment, sentence } of answers) {
      const crossovers = experiment === 'compute' || experiment === 'paths-models';
      if (!crossovers) expect(sentence.match(bareMark) ?? [], sentence).toEqual([]);
    }
    expect(signs).toContain('‡: labelled, as its section explains.');
  });

  test('is marked on every figure of the tables, and named below them', () => {
    const charts = chartsOf(result, analysis);
    for (const experiment of analysis.experiments) {
      const section = experimentSection(experiment, charts).split('<details>')[0] ?? '';
      const rows = section.split('\n').filter((line) => /^[`[]/.test(line) && line.includes(' | '));
      expect(rows.length, experiment.name).toBeGreaterThan(1);
      const bare = rows.filter((line) => (line.match(bareMark) ?? []).length > 0 && !line.includes('not steady'));
      expect(bare, experiment.name).toEqual([]);
      expect(section, experiment.name).toMatch(/‡ not steady in more than half of the rounds|\[not steady/);
    }
  });

  test('stands in every chart, in words and as a mark on each figure', () => {
    for (const { experiment, path, description } of chartsOf(result, analysis)) {
      if (experiment === null) continue;
      const figures = figuresOf(description);
      expect(figures.length, path).toBeGreaterThan(1);
      for (const { words, notice } of figures) {
        expect(words, path).toMatch(/ ‡$/);
        expect(notice, path).toContain('‡ not steady');
      }
      const drawn = layout(description, plainView).items.flatMap((item) => (item.kind === 'text' ? [item.words] : []));
      // A title may have one too, where the names of its labels have no room.
      const marked = drawn.filter(
        (words) => words === '‡' || (words.endsWith(' ‡') && !description.title.includes(words)),
      );
      expect(marked.length, path).toBe(figures.length);
      const rows = new Set(figures.map(({ row }) => row));
      expect(drawn.filter((words) => words.includes('‡ not steady')).length, path).toBeGreaterThanOrEqual(rows.size);
    }
  });
});

/** Every figure of a chart in words, and what its row says of it. */
function figuresOf(chart: ChartDescription): { words: string; notice: string; row: string }[] {
  if (chart.kind === 'controls') return [];
  if (chart.kind === 'matrix')
    return chart.panels.flatMap(({ name, note, cells }) =>
      cells.flat().flatMap((cell) => (cell?.estimate ? [{ words: cell.words, notice: note, row: name }] : [])),
    );
  if (chart.kind === 'curve')
    return chart.panels.flatMap(({ name, note, points }) =>
      points.filter(({ up }) => up !== null).map(({ words }) => ({ words, notice: note, row: name })),
    );
  if (chart.kind === 'levels')
    return chart.panels.flatMap(({ notices, points }) =>
      points
        .filter(({ estimate }) => estimate !== null)
        // Once below all panels.
        .map(({ words }) => ({ words, notice: notices.map((notice) => notice.words).join(), row: '' })),
    );
  const rows =
    chart.kind === 'dumbbell' ? chart.rows : chart.groups.flatMap((group) => group.rows.map((row) => ({ ...row })));
  return rows.flatMap(({ name, lines }) =>
    lines.flatMap(({ figures, labels }) =>
      figures.flatMap((figure) =>
        figure === null || figure.estimate === null
          ? []
          : [{ words: figure.words, notice: labels.join(', '), row: name }],
      ),
    ),
  );
}
