/**
 * Every chart as a browser draws it, in each of the fonts that may stand in for the one it asks for: no text leaves the
 * picture or lies on another one, and none is wider than the layout took it to be, so that what is true of the layout's boxes
 * is true of the picture.
 */
import { describe, expect, it, test } from 'vitest';
import { highest, plainView } from '../../runner/report/charts/frame.ts';
import { layout } from '../../runner/report/charts/layout.ts';
import type { Scene, Text } from '../../runner/report/charts/scene.ts';
import { covered, outside, overlaps } from '../../runner/report/charts/scene-faults.ts';
import { svg } from '../../runner/report/charts/svg.ts';
import { everyChart } from '../every-chart.ts';
import { missingFont } from '../needs-tool.ts';
import { missingChromium, openChromium } from './chromium.ts';

const charts = (await everyChart()).map(([name, { description }]) => ({ name, scene: layout(description, plainView) }));

function faults(find: (scene: Scene) => readonly string[]): string[] {
  return charts.flatMap(({ name, scene }) => find(scene).map((fault) => `${name}: ${fault}`));
}

describe('the layout of every chart', () => {
  it('has nothing outside the picture', () => expect(faults(outside)).toEqual([]));
  it('has no text on another one', () => expect(faults(overlaps)).toEqual([]));
  it('has no text on an estimate', () => expect(faults(covered)).toEqual([]));
  it('is no higher than 900 pixels at a width of 1,100', () => {
    expect(highest(1100)).toBe(900);
    expect(faults(({ width, height }) => (height > highest(width) ? [`${height}`] : []))).toEqual([]);
  });
  it('says its title in one or two lines', () => {
    const isTitle = (item: Scene['items'][number]) => item.kind === 'text' && item.sizePx === 15;
    expect(faults(({ items }) => (items.filter(isTitle).length > 2 ? ['more'] : []))).toEqual([]);
  });
});

/** What a style sheet calls the font, and how wide 1,000 px of the letter W are in it: whether it is that font indeed. */
const fonts = [
  { name: 'Liberation Sans', family: '"Liberation Sans"', widthOfW: 943.8 },
  { name: 'DejaVu Sans', family: '"DejaVu Sans"', widthOfW: 988.8 },
  { name: 'a font 20 % wider than Helvetica', family: 'wide', widthOfW: 1.2 * 943.8 },
] as const;

/** Liberation Sans has the widths of Helvetica. Only across is it larger: heights are measured in the others. */
const wideFont = ['', ' Bold']
  .map(
    (face) =>
      `@font-face{font-family:wide;font-weight:${face === '' ? 'normal' : 'bold'};src:local("Liberation Sans${face}");size-adjust:120%}`,
  )
  .join('');

const missing =
  missingChromium ??
  missingFont('Liberation Sans', 'fonts-liberation') ??
  missingFont('DejaVu Sans', 'fonts-dejavu-core');

/** Pixels: the ink of a letter may begin a little before its place. */
const overhangPx = 1.5;

interface Measured {
  readonly left: number;
  readonly right: number;
  /** Of the ink, from the baseline. */
  readonly above: number;
  readonly below: number;
}

interface InPage {
  readonly sample: number;
  /** By picture. */
  readonly measured: readonly (readonly Measured[])[];
}

describe.skipIf(missing !== null)(`in headless Chromium${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test('no text leaves its chart, lies on another one, or is wider than it was taken to be, in any font', async () => {
    await using browser = await openChromium();
    const page = await browser.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.setContent(
      `<style>${wideFont}</style><style id="font"></style>${charts.map(({ scene }) => svg(scene)).join('')}`,
    );
    for (const { name: font, family, widthOfW } of fonts) {
      const { sample, measured } = await page.evaluate<InPage>(`(${measureTexts})(${JSON.stringify(family)})`);
      expect(sample, font).toBeCloseTo(widthOfW, 0);
      expect(measured.length).toBe(charts.length);
      const found = charts.flatMap(({ name, scene }, index) => {
        const texts = scene.items.filter((item): item is Text => item.kind === 'text');
        const drawn = measured[index] ?? [];
        expect(drawn.length, name).toBe(texts.length);
        const shown = { ...scene, items: texts.map((text, at) => placedAs(text, drawn[at], font)) };
        const wider = texts.filter(({ box }, at) => {
          const { left, right } = drawn[at] ?? { left: 0, right: 0 };
          return left < box.left - overhangPx || right > box.right + overhangPx;
        });
        return [
          ...outside(shown),
          ...overlaps(shown),
          ...wider.map(({ words }) => `wider than it was taken to be: ${words}`),
        ].map((fault) => `${name} in ${font}: ${fault}`);
      });
      expect(found).toEqual([]);
    }
    expect(requests).toEqual([]);
  });
});

/** The text where the browser drew it. */
function placedAs(text: Text, drawn: Measured | undefined, font: string): Text {
  if (drawn === undefined) throw new Error(`“${text.words}” is not drawn in ${font}`);
  const { left, right, above, below } = drawn;
  return { ...text, box: { left, right, top: text.at.y - above, bottom: text.at.y + below } };
}

/** Runs in the page, as text: types of the DOM would be those of every file. */
const measureTexts = `async (family) => {
  document.querySelector('#font').textContent = '.chart text{font-family:' + family + '!important}';
  await Promise.all(['normal', 'bold'].map((weight) => document.fonts.load(weight + ' 12px ' + family)));
  const context = document.createElement('canvas').getContext('2d');
  context.font = '1000px ' + family;
  const sample = context.measureText('W').width;
  const measured = Array.from(document.querySelectorAll('svg'), (picture) =>
    Array.from(picture.querySelectorAll('text'), (text) => {
      const { x, width } = text.getBBox();
      const { fontSize, fontWeight } = getComputedStyle(text);
      // What is wider only across has the heights of the font that it is made from.
      context.font = fontWeight + ' ' + fontSize + ' ' + (family === 'wide' ? '"Liberation Sans"' : family);
      const ink = context.measureText(text.textContent);
      return {
        left: x,
        right: x + width,
        above: ink.actualBoundingBoxAscent,
        below: Math.max(0, ink.actualBoundingBoxDescent),
      };
    }),
  );
  return { sample, measured };
}`;
