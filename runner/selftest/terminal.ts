/** What a self-test says on the terminal when it is over: the verdict, the criteria, and what can be found. */
import { uncapitalized } from '../report/text/words.ts';
import type { SelftestFindings } from './judge.ts';
import { boundOfIdentical, verdictOf, whatIsFound } from './sentences.ts';
import { inPoints, percent, points, signedPercent } from './words.ts';

export function renderTerminal(findings: SelftestFindings): string {
  const { identical, slowdowns, criteria } = findings;
  const lines = [
    `Self-test ${verdictOf(findings)}`,
    '',
    ...criteria.map(({ text }) => `- ${text}`),
    '',
    boundOfIdentical(identical),
    '',
    `Known slowdowns, in ${uncapitalized(slowdowns.metric.title)}:`,
    ...slowdowns.found.map(
      ({ asked, putIn, meanRatio, difference, standardError }) =>
        `  +${percent(asked)}: put in ${signedPercent(putIn.value)}, came out at ${signedPercent(meanRatio)}, ${points(difference)} (standard error ${inPoints(standardError)})`,
    ),
    ...whatIsFound(slowdowns),
  ];
  return `${lines.join('\n')}\n`;
}
