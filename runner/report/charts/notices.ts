/**
 * What has to be read with the points of small panels, below all of them: each label once, with the levels and the panels
 * that it is about. In every panel its own would take more room than the curves.
 */
import type { LevelsPanel } from './description.ts';
import { fontSize, margin, type Part } from './frame.ts';
import { noticeSentences } from './notice-words.ts';
import { text } from './scene.ts';
import { wrap } from './text-width.ts';

/** Pixels. */
const lineStep = 14;
/** Of one label: those of forty panels at seven levels have room. */
const mostLines = 6;

export function noticeItems(panels: readonly LevelsPanel[], width: number, top: number): Part {
  const lines = noticeSentences(panels).flatMap((words) => wrap(words, width - 2 * margin, fontSize.small, mostLines));
  const items = lines.map((words, index) =>
    text(words, { x: margin, y: top + lineStep * (index + 1) }, { sizePx: fontSize.small, paint: 'muted' }),
  );
  return { items, bottom: top + lineStep * lines.length + (lines.length > 0 ? 4 : 0) };
}
