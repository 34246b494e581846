/**
 * Parts of a page that are built when a reader comes near them, and otherwise one after another while the browser has nothing
 * else to do: a result of thousands of figures can be read, and used, before the last of its tables is there.
 */

export interface Part {
  readonly place: HTMLElement;
  readonly build: () => void;
}

/** Each once. When all are there, `data-complete` of the document says so. */
export function buildWhenNear(parts: readonly Part[]): void {
  const waiting = new Map(parts.map((part) => [part.place, part.build]));
  const buildAt = (place: HTMLElement) => {
    const build = waiting.get(place);
    waiting.delete(place);
    build?.();
    if (waiting.size === 0) document.documentElement.dataset['complete'] = 'true';
  };
  const buildAll = () => {
    for (const place of waiting.keys()) buildAt(place);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting || !(target instanceof HTMLElement)) continue;
        observer.unobserve(target);
        buildAt(target);
      }
    },
    // A screen ahead of the reader.
    { rootMargin: '100% 0px' },
  );
  for (const { place } of parts) observer.observe(place);
  window.addEventListener('beforeprint', buildAll);
  matchMedia('print').addEventListener('change', buildAll);
  const next = () => {
    const [place] = waiting.keys();
    if (place === undefined) return;
    buildAt(place);
    whenIdle(next);
  };
  whenIdle(next);
  if (waiting.size === 0) document.documentElement.dataset['complete'] = 'true';
}

/** Milliseconds after which a part is built though the browser is busy, or draws nothing since nobody looks at it. */
const latestMs = 500;

/** A browser is idle between two frames; one without the first of these calls (Safari) is taken to be so at the next frame. */
function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: latestMs });
  else requestAnimationFrame(run);
}
