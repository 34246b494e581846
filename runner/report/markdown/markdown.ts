/** report.md: what was found, how far it can be trusted, on what it was measured, and how to measure it again. */
import type { ResultFile } from '../../result/result.ts';
import type { Surroundings } from '../../result/surroundings.ts';
import type { Analysis } from '../../analysis/analysis.ts';
import type { PlacedChart } from '../describe/charts.ts';
import { allArmsSections } from './all-arms.ts';
import { experimentSection } from './experiment.ts';
import { howToRead, whatThisDoesNotTell } from './guide.ts';
import { machineSection, planSection, repeatSection, runHeading } from './run.ts';
import { surroundingsSections } from './surroundings.ts';
import { controlsSection, evidenceSection, failuresSection } from './trust.ts';

export function renderMarkdown(
  result: ResultFile,
  analysis: Analysis,
  charts: readonly PlacedChart[],
  surroundings: readonly Surroundings[],
): string {
  const sections = [
    runHeading(result, analysis),
    ...allArmsSections(analysis),
    ...analysis.experiments.map((experiment) => experimentSection(experiment, charts)),
    controlsSection(analysis.controls, charts),
    evidenceSection(analysis, result),
    failuresSection(result),
    howToRead(result, analysis),
    whatThisDoesNotTell(result),
    machineSection(result),
    ...surroundingsSections(surroundings),
    planSection(result),
    repeatSection(result),
  ];
  return `${sections.join('\n\n')}\n`;
}
