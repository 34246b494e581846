/**
 * A scene as the text of an SVG file. Colours are classes with one block for dark pages, because some renderers know no
 * variables; ids come from the chart's own, so that many pictures can stand in one page. Letters stand on their baseline
 * and nothing depends on `textLength` or `dominant-baseline`, which librsvg ignores.
 */
import { oneLine } from '../text/one-line.ts';
import { paints } from './palette.ts';
import type { Item, Mark, Path, Point, Rectangle, Scene, Strokes, Text } from './scene.ts';

export function svg({ id, title, description, width, height, items }: Scene): string {
  const size = `viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" height="${number(height)}"`;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" ${size} role="img" aria-labelledby="${id}-title ${id}-words">`,
    `<title id="${id}-title">${escaped(title)}</title>`,
    `<desc id="${id}-words">${escaped(description)}</desc>`,
    `<style>${style}</style>`,
    ...items.map(element),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

/** Named by what they are: stroke and fill of a class are set by its kind. A page has them once for all its charts. */
export const shapeStyle = [
  '.chart text{font-family:"Liberation Sans",Arial,Helvetica,sans-serif}',
  '.chart .b{font-weight:bold}.chart .m{text-anchor:middle}.chart .e{text-anchor:end}',
  '.chart path{stroke-linejoin:round}.chart .hair,.chart .thin,.chart .bar,.chart .dashed,.chart .dotted,.chart .hollow{fill:none}',
  '.chart .hair{stroke-width:1}.chart .thin{stroke-width:1.5}.chart .bar{stroke-width:2.5}',
  '.chart .dashed{stroke-width:1.2;stroke-dasharray:4 3}.chart .dotted{stroke-width:1.5;stroke-dasharray:1.5 4}.chart .hollow{stroke-width:1.8}.chart .dot{fill-opacity:.55}',
  '.chart .cross{stroke-width:1.6}',
].join('');

const style = [
  shapeStyle,
  ...paints.map(([paint, { light }]) => colours(paint, light)),
  `@media (prefers-color-scheme:dark){${paints.map(([paint, { dark }]) => colours(paint, dark)).join('')}}`,
].join('');

function colours(paint: string, colour: string): string {
  return `.chart .${paint}{fill:${colour}}.chart .s-${paint}{stroke:${colour}}`;
}

/** One item, in the classes that `style` has colours for. */
export function element(item: Item): string {
  switch (item.kind) {
    case 'rectangle':
      return rectangle(item);
    case 'path':
      return line(item);
    case 'mark':
      return symbol(item);
    case 'text':
      return words(item);
  }
}

function rectangle({ box: { left, top, right, bottom }, paint, opacity }: Rectangle): string {
  const faint = opacity === 1 ? '' : ` fill-opacity="${number(opacity)}"`;
  return `<rect class="${paint}" x="${number(left)}" y="${number(top)}" width="${number(right - left)}" height="${number(bottom - top)}"${faint}/>`;
}

function line({ paint, stroke, points }: Path): string {
  return `<path class="${stroke} s-${paint}" d="M${points.map(place).join('L')}"/>`;
}

function words({ words: text, at: { x, y }, sizePx, weight, anchor, paint }: Text): string {
  const turns = { start: '', middle: ' m', end: ' e' }[anchor];
  return `<text class="${paint}${weight === 'bold' ? ' b' : ''}${turns}" x="${number(x)}" y="${number(y)}" font-size="${number(sizePx)}">${escaped(text)}</text>`;
}

/** Corners of the symbols around their place, in pixels, of about equal area. */
const corners: Readonly<
  Record<Exclude<Mark['shape'], Strokes | 'circle' | 'dot'>, readonly (readonly [number, number])[]>
> = {
  square: [
    [-3.1, -3.1],
    [3.1, -3.1],
    [3.1, 3.1],
    [-3.1, 3.1],
  ],
  triangle: [
    [0, -4],
    [3.9, 3.1],
    [-3.9, 3.1],
  ],
  diamond: [
    [0, -4.4],
    [4.4, 0],
    [0, 4.4],
    [-4.4, 0],
  ],
  'arrow-left': [
    [-4.4, 0],
    [2, -3.6],
    [2, 3.6],
  ],
  'arrow-right': [
    [4.4, 0],
    [-2, -3.6],
    [-2, 3.6],
  ],
  'arrow-up': [
    [0, -4.4],
    [3.6, 2],
    [-3.6, 2],
  ],
  'arrow-down': [
    [0, 4.4],
    [3.6, -2],
    [-3.6, -2],
  ],
};

/** Lines around their place, in pixels. */
const strokes: Readonly<Record<Strokes, readonly (readonly (readonly [number, number])[])[]>> = {
  cross: [
    [
      [-3.5, -3.5],
      [3.5, 3.5],
    ],
    [
      [3.5, -3.5],
      [-3.5, 3.5],
    ],
  ],
  plus: [
    [
      [-4, 0],
      [4, 0],
    ],
    [
      [0, -4],
      [0, 4],
    ],
  ],
  rise: [
    [
      [0, 4],
      [0, -4],
    ],
    [
      [-3, -1],
      [0, -4],
    ],
    [
      [3, -1],
      [0, -4],
    ],
  ],
  lid: [
    [
      [-4, -3],
      [4, -3],
    ],
    [
      [0, -3],
      [0, 4],
    ],
  ],
};

function isStrokes(shape: Mark['shape']): shape is Strokes {
  return Object.hasOwn(strokes, shape);
}

function symbol({ paint, shape, at: { x, y }, isHollow }: Mark): string {
  if (shape === 'dot') return `<circle class="dot ${paint}" cx="${number(x)}" cy="${number(y)}" r="1.4"/>`;
  if (isStrokes(shape)) {
    const drawn = strokes[shape].map((ends) => ends.map(([dx, dy]) => place({ x: x + dx, y: y + dy })).join('L'));
    return `<path class="cross s-${paint}" d="${drawn.map((ends) => `M${ends}`).join('')}"/>`;
  }
  // A hollow one is filled with paper, so that a bar behind it does not cross it out.
  const dress = isHollow ? `class="paper s-${paint}" stroke-width="1.6"` : `class="${paint}"`;
  if (shape === 'circle') return `<circle ${dress} cx="${number(x)}" cy="${number(y)}" r="${isHollow ? 3 : 3.5}"/>`;
  const outline = corners[shape].map(([dx, dy]) => place({ x: x + dx, y: y + dy })).join('L');
  return `<path ${dress} d="M${outline}Z"/>`;
}

function place({ x, y }: Point): string {
  return `${number(x)},${number(y)}`;
}

/** To a tenth of a pixel: more digits differ between machines and show nothing. */
function number(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}

function escaped(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
