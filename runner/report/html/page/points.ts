/** Figures of charts under the pointer and on the keyboard: what is shown of them, and where. */
import { nearest, type DrawnChart } from '../chart-view.ts';
import { pointDetails, pointSentence, type PointFigure } from '../point-details.ts';
import { closest, one, put, say } from './dom.ts';

export interface Points {
  /** Makes the figures of these charts answer; their pictures are the elements `[data-chart]` below `root`. */
  attach(root: HTMLElement, charts: readonly DrawnChart[], find: FindFigure): void;
}

/** By the key that its mark has. */
type FindFigure = (key: string) => PointFigure | null;

/** The figure that is shown. */
interface Shown {
  readonly picture: HTMLElement;
  readonly index: number;
}

export function listenToPoints(): Points {
  const panel = one('#point', HTMLElement);
  let shown: Shown | null = null;
  let isPinned = false;
  /** The focus goes back to a picture whose figure somebody has just closed: it shall not open again. */
  let isReturning = false;

  const hide = () => {
    panel.hidden = true;
    isPinned = false;
    shown?.picture.querySelector('.ring')?.remove();
    shown = null;
  };

  const goBackTo = (picture: HTMLElement | undefined) => {
    isReturning = true;
    picture?.focus();
    isReturning = false;
  };

  const show = (picture: HTMLElement, chart: DrawnChart, index: number, find: FindFigure) => {
    const point = chart.points[index];
    const figure = point === undefined ? null : find(point.key);
    if (point === undefined || figure === null) return;
    shown?.picture.querySelector('.ring')?.remove();
    shown = { picture, index };
    put(panel, pointDetails(figure));
    panel.hidden = false;
    ring(picture, point);
    place(panel, picture, chart, point);
    say(pointSentence(figure));
  };

  panel.addEventListener('click', (event) => {
    if (closest(event, 'button.close', HTMLButtonElement) === null) return;
    const { picture } = shown ?? {};
    hide();
    goBackTo(picture);
  });
  document.addEventListener('keydown', (event) => {
    // A window above it takes the key for itself.
    const isBelow = document.querySelector('dialog[open]') !== null;
    if (event.key !== 'Escape' || panel.hidden || isBelow) return;
    const { picture } = shown ?? {};
    const wasInside = panel.contains(document.activeElement);
    hide();
    if (wasInside) goBackTo(picture);
  });
  document.addEventListener('click', (event) => {
    const isInside = closest(event, '#point, #copied, .picture, dialog', HTMLElement) !== null;
    if (!isInside) hide();
  });

  const attach: Points['attach'] = (root, charts, find) => {
    hide();
    for (const picture of root.querySelectorAll<HTMLElement>('.picture[data-chart]')) {
      const chart = charts[Number(picture.dataset['chart'])];
      if (chart === undefined || chart.points.length === 0) continue;
      const at = (event: MouseEvent) => nearest(chart, placeIn(picture, chart, event));
      picture.addEventListener('pointermove', (event) => {
        if (isPinned) return;
        const index = at(event);
        if (index === null) hide();
        else if (shown?.picture !== picture || shown.index !== index) show(picture, chart, index, find);
      });
      picture.addEventListener('pointerleave', () => {
        if (!isPinned && document.activeElement !== picture) hide();
      });
      picture.addEventListener('click', (event) => {
        const index = at(event);
        isPinned = index !== null;
        if (index === null) hide();
        else show(picture, chart, index, find);
      });
      picture.addEventListener('focus', () => {
        if (panel.hidden && !isReturning && picture.matches(':focus-visible')) show(picture, chart, 0, find);
      });
      picture.addEventListener('blur', (event) => {
        const isInside = event.relatedTarget instanceof Node && panel.contains(event.relatedTarget);
        if (!isPinned && !isInside) hide();
      });
      picture.addEventListener('keydown', (event) => {
        if (event.target !== picture) return;
        const current = shown?.picture === picture ? shown.index : -1;
        const next = stepOf(event.key, current, chart.points.length);
        if (next !== null) {
          event.preventDefault();
          show(picture, chart, next, find);
        } else if (event.key === 'Enter' && current >= 0) {
          event.preventDefault();
          isPinned = true;
          one(event.shiftKey ? 'button.formats' : 'button.cite', HTMLButtonElement, panel).click();
        }
      });
    }
  };
  return { attach };
}

/** Null of a key that goes nowhere. */
function stepOf(key: string, current: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(count - 1, current + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, current - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** In the pixels of the picture, which the page may have scaled. */
function placeIn(picture: HTMLElement, { scene }: DrawnChart, event: MouseEvent): { x: number; y: number } {
  const box = one('svg', SVGSVGElement, picture).getBoundingClientRect();
  const scale = scene.width / box.width;
  return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
}

function ring(picture: HTMLElement, { x, y }: { readonly x: number; readonly y: number }): void {
  const circle = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  circle.setAttribute('class', 'ring');
  circle.setAttribute('cx', String(x));
  circle.setAttribute('cy', String(y));
  circle.setAttribute('r', '8');
  one('svg', SVGSVGElement, picture).append(circle);
}

/** Pixels between a mark and what is told of it. */
const beside = 14;

/** Beside its mark, inside of the window, and never over it. */
function place(
  panel: HTMLElement,
  picture: HTMLElement,
  { scene }: DrawnChart,
  { x, y }: { x: number; y: number },
): void {
  const box = one('svg', SVGSVGElement, picture).getBoundingClientRect();
  const scale = box.width / scene.width;
  const [left, top] = [box.left + x * scale, box.top + y * scale];
  const { offsetWidth: width, offsetHeight: height } = panel;
  const { clientWidth: windowWidth, clientHeight: windowHeight } = document.documentElement;
  const isRightFree = left + beside + width <= windowWidth;
  const at = isRightFree ? left + beside : Math.max(4, left - beside - width);
  const down = Math.min(Math.max(4, top - height / 3), Math.max(4, windowHeight - height - 4));
  panel.style.left = `${at + window.scrollX}px`;
  panel.style.top = `${down + window.scrollY}px`;
}
