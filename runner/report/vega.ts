/**
 * The one place that draws: a Vega-Lite spec becomes an SVG, without a canvas or a browser, the same bytes every time. The
 * two libraries take a quarter of a second to load and are loaded by the first chart.
 */
import type { TopLevelSpec } from 'vega-lite';

import { oneLine } from './one-line.ts';
import { allColours } from './palette.ts';
import { textWidth } from './text-width.ts';

/** The charts here are columns of panels: `page.ts` makes them. */
export type Spec = Extract<TopLevelSpec, { vconcat: unknown }>;
/** One panel, or a row or column of panels. */
export type View = Spec['vconcat'][number];
/** One layer of a panel. */
export type Layer = Extract<View, { layer: unknown }>['layer'][number];

/** How a field becomes a place on an axis. */
export type Position = Extract<
  NonNullable<NonNullable<Extract<Layer, { mark: unknown }>['encoding']>['x']>,
  { field?: unknown }
>;
export type Scale = NonNullable<Extract<Position, { scale?: unknown }>['scale']>;

/** In this order on every system; `system-ui` is wider than its metrics say and gets clipped. */
export const fontFamily = 'Arial, Helvetica, sans-serif';

/** What a screen reader is told, in the place of the marks. */
export interface Caption {
  readonly title: string;
  readonly description: string;
}

/** @throws Error when Vega has anything to say against the spec: a chart that was guessed at must not be cited. */
export async function renderSvg(spec: Spec, caption: Caption): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  (vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = measure;
  vega.resetSVGDefIds();
  const logger = vega.logger(vega.Warn, 'error', (_method, _level, complaint) => {
    throw new Error(`Vega: ${complaint.map(String).join(' ')}`);
  });
  const view = new vega.View(vega.parse(compile(spec, { logger }).spec), { renderer: 'none', logger });
  try {
    return dressed(await view.toSVG(), caption);
  } finally {
    view.finalize();
  }
}

/** The part of Vega's text measuring that is replaced; its typings leave it out. */
interface TextMetrics {
  width: typeof measure;
}

interface MeasuredItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

function measure(item: MeasuredItem, text: string | number | null | undefined): number {
  return textWidth(String(text ?? ''), item.fontSize ?? 11, item.fontWeight === 'bold' ? 'bold' : 'normal');
}

/** Adds the caption and the colours of the dark mode. CSS variables would be shorter, but some renderers do not know them. */
function dressed(svg: string, { title, description }: Caption): string {
  const start = svg.indexOf('>') + 1;
  const opening = svg.slice(0, start - 1);
  return [
    `${opening} role="img" aria-labelledby="title description">`,
    `<title id="title">${escapeXml(oneLine(title))}</title>`,
    `<desc id="description">${escapeXml(oneLine(description))}</desc>`,
    `<style>${darkMode()}</style>`,
    `${svg.slice(start)}\n`,
  ].join('');
}

function darkMode(): string {
  const rules = allColours().flatMap(({ light, dark }) => [
    `[fill="${light}"]{fill:${dark}}`,
    `[stroke="${light}"]{stroke:${dark}}`,
  ]);
  return `@media (prefers-color-scheme: dark){${rules.join('')}}`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
