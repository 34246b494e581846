/** How tables name an arm: as a link to what was measured, where its file tells it from the others. */
import type { ExperimentAnalysis, Row } from '../../analysis/analysis.ts';
import type { Cell } from '../../result/plan.ts';
import { oneLine } from '../text/one-line.ts';
import { code } from './text.ts';

/** Names of arms as Markdown, in the order of the catalogue as far as the groups show it. */
export type ArmLinks = ReadonlyMap<string, string>;

/** Arms that all run the same file are not linked: the file says nothing of what tells them apart. */
export function armLinks({ groups }: Pick<ExperimentAnalysis, 'groups'>): ArmLinks {
  const cells = groups.flatMap(({ rows }) => rows.map(({ cell }) => cell));
  const arms = Map.groupBy(cells, ({ source }) => source);
  const isTelling = ({ source }: Cell) => new Set(arms.get(source)?.map(({ arm }) => arm)).size === 1;
  return new Map(
    cells.map((cell) => [cell.arm, cell.source !== null && isTelling(cell) ? link(cell) : code(cell.arm)]),
  );
}

export function linkOf({ cell }: Row, links: ArmLinks): string {
  return links.get(cell.arm) ?? code(cell.arm);
}

/** Results lie two folders below the sources. */
function link({ arm, source }: Cell): string {
  const path = oneLine(source ?? '')
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29')));
  return `[${code(arm)}](../../${path.join('/')})`;
}
