/** What the time of a block goes into. */
import type { PhasesMs } from '../result/trial.ts';

type Phase = keyof PhasesMs;

export class PhaseClock {
  readonly #clockMs: () => number;
  readonly #ms: Record<Phase, number> = { starting: 0, warmingUp: 0, measuring: 0, stopping: 0 };
  #phase: Phase = 'starting';
  #sinceMs: number;

  constructor(clockMs: () => number) {
    this.#clockMs = clockMs;
    this.#sinceMs = clockMs();
  }

  /** Nothing new where it goes on already: of several trials at once the first one tells. */
  begin(phase: Phase): void {
    if (phase === this.#phase) return;
    this.#count();
    this.#phase = phase;
  }

  end(): PhasesMs {
    this.#count();
    return { ...this.#ms };
  }

  #count(): void {
    const nowMs = this.#clockMs();
    this.#ms[this.#phase] += nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
  }
}
