/** What is wrong with a scene, found by its boxes: tests look here, so that nobody has to trust that somebody looked. */
import type { Box, Item, Scene, Text } from './scene.ts';

/** Pixels: boxes hold more than the ink, and may touch. */
const slack = 0.5;

/** Pairs of texts of which one covers a part of the other. */
export function overlaps({ items }: Scene): string[] {
  const texts = items.filter((item): item is Text => item.kind === 'text');
  return texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter((other) => isShared(one.box, other.box))
      .map((other) => `“${one.words}” and “${other.words}”`),
  );
}

/** Everything that reaches over the edge of the picture, or stands at no place. */
export function outside({ items, width, height }: Scene): string[] {
  return items.filter(({ box }) => !isInside(box, width, height)).map(nameOf);
}

/** Texts that lie on an estimate, which they would hide or be crossed out by. Not on the dots of single rounds. */
export function covered({ items }: Scene): string[] {
  const marks = items.filter((item) => item.kind === 'mark' && item.shape !== 'dot');
  return items.flatMap((item) =>
    item.kind === 'text' && marks.some(({ box }) => isShared(item.box, inner(box))) ? [nameOf(item)] : [],
  );
}

/** Marks have corners that are free. */
function inner({ left, top, right, bottom }: Box): Box {
  return { left: left + 1, top: top + 1, right: right - 1, bottom: bottom - 1 };
}

function isInside({ left, top, right, bottom }: Box, width: number, height: number): boolean {
  return left >= 0 && top >= 0 && right <= width && bottom <= height && left <= right && top <= bottom;
}

function isShared(one: Box, other: Box): boolean {
  return (
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > slack &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > slack
  );
}

function nameOf(item: Item): string {
  return item.kind === 'text' ? `“${item.words}”` : `${item.kind} ${JSON.stringify(item.box)}`;
}
