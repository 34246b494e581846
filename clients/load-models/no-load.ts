/** No load: a slice is a pause of the window's length, for what a server costs that only stands there. */
import type { LoadModel, SliceCount } from './sliced-load.ts';

export class NoLoad implements LoadModel {
  #stop: (error: Error) => void = () => {};

  warmUp() {
    return Promise.resolve({ messages: 0, durationMs: 0 });
  }

  forget(): void {}

  async slice(windowMs: number, opensMs: number | null = null): Promise<SliceCount> {
    const startMs = performance.now();
    const rampMs = opensMs === null ? 0 : Math.max(0, opensMs - startMs);
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#stop = reject;
        timer = setTimeout(resolve, rampMs + windowMs);
      });
    } finally {
      clearTimeout(timer);
    }
    const empty = { messages: 0, connections: 0, connectionsOpened: 0, inFlightNs: 0 };
    return { ...empty, windowNs: windowMs * 1e6, rampNs: rampMs * 1e6 };
  }

  abort(error: Error): void {
    this.#stop(error);
  }
}
