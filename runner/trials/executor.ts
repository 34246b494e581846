/**
 * The seam between what a run does and the programs that it does it with. The runner's order of things, the
 * statistics and the reports are tested from end to end with another executor, without a process being started.
 */
import type { Calibration, Plan } from '../result/result.ts';
import type { Cell, Measurement, Slice } from '../result/trial.ts';

/** What is known of a trial when it is over, besides its slices and method. */
export type TrialRecord = Omit<Measurement, 'slices' | 'method'>;

export interface Executor {
  /**
   * How long the service's rounds take on this machine, now. Given up, with nothing left running, as soon as the step
   * in which the signal aborts is over. @throws the signal's reason
   */
  calibrate(plan: Pick<Plan, 'warmup' | 'slice'>, signal: AbortSignal): Promise<Calibration>;
  /**
   * Starts each model of these cells once and stops it, so that no trial is the first to load a program: its code is
   * then in the runtime's cache, as it is for all later ones. What fails here fails in its trial, and is told there.
   */
  prepare(cells: readonly Cell[], signal: AbortSignal): Promise<void>;
  /** Starts a server and a client for a cell and verifies them. @throws TrialError */
  start(cell: Cell, plan: Plan): Promise<StandingCell>;
}

/** A fresh server with a fresh client connected to it. Idle but for `warmUp` and `slice`. All methods: @throws TrialError */
export interface StandingCell extends AsyncDisposable {
  /**
   * `cellsAtOnce`: cells that warm up at the same time, this one among them, and share the processors. Ends early when
   * `signal` is aborted.
   */
  warmUp(cellsAtOnce: number, signal: AbortSignal): Promise<void>;
  slice(windowMs: number): Promise<Slice>;
  /** Stops client and server. No slices after this. */
  finish(): Promise<TrialRecord>;
}

/** Why a trial failed: one sentence, and what its programs wrote to stderr. */
export class TrialError extends Error {
  override readonly name = 'TrialError';
  readonly phase: 'start' | 'verify' | 'warm-up' | 'measure' | 'stop';
  readonly log: string;

  constructor(phase: TrialError['phase'], message: string, log: string, options?: ErrorOptions) {
    super(message, options);
    this.phase = phase;
    this.log = log;
  }
}
