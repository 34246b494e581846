/** From what a chart says to where everything of it stands. Each kind has its file; a new kind is one more line. */
import { controls } from './controls.ts';
import { curve } from './curve.ts';
import type { ChartDescription } from './description.ts';
import { dumbbell } from './dumbbell.ts';
import { forest } from './forest.ts';
import { framed, type View } from './frame.ts';
import { levels } from './levels.ts';
import { matrix } from './matrix.ts';
import { absolute } from './absolute.ts';
import type { Scene } from './scene.ts';

/** Pixels: below this texts would be cut that are needed; a page scales the picture instead. */
const narrowest = 800;

export function layout(chart: ChartDescription, view: View): Scene {
  const width = Math.max(narrowest, view.width);
  return framed(chart, width, (top, most) => {
    switch (chart.kind) {
      case 'forest':
        return forest(chart, width, top, most);
      case 'absolute':
        return absolute(chart, width, top, most);
      case 'dumbbell':
        return dumbbell(chart, width, top, most);
      case 'levels':
        return levels(chart, width, top, most);
      case 'curve':
        return curve(chart, width, top, most);
      case 'matrix':
        return matrix(chart, width, top, most);
      case 'controls':
        return controls(chart, width, top, most);
    }
  });
}
