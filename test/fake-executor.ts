/**
 * The one fake of the suite: an executor that starts nothing and measures nothing. Trials take no time and have the
 * speeds that a test gives them; everything from the order of slices to the report is real.
 */
import { TrialError, type Executor, type StandingCell } from '../runner/trials/executor.ts';
import { createRandom } from '../runner/statistics/random.ts';
import type { Calibration } from '../runner/result/result.ts';
import type { Cell, Slice } from '../runner/result/trial.ts';
import { syntheticMeasurement } from './synthetic-trial.ts';

export interface FakeOptions {
  readonly seed?: number;
  /** Relative speed of a cell; 1 unless given. */
  readonly speedOf?: (cell: Cell) => number;
  /** What goes wrong, if anything, in the n-th start of a cell (from 0). */
  readonly accidentOf?: (cell: Cell, start: number) => TrialError | null;
  /** Called with everything that happens, in order: `start a`, `warm a`, `slice a`, `finish a`, `dispose a`. */
  readonly onEvent?: (event: string, cell: Cell) => void;
}

export const fakeCalibration: Calibration = { payloadBytes: 64, nsPerIteration: 50, echoCpuNsPerMessage: 10_000 };

/** Messages a second of an echo on one processor of the made-up machine. */
const echoPerSecond = 80_000;

export function createFakeExecutor(options: FakeOptions = {}): Executor {
  const { seed = 1, speedOf = () => 1, accidentOf = () => null, onEvent = () => {} } = options;
  const starts = new Map<string, number>();
  const stand = (cell: Cell, start: number): StandingCell => {
    const random = createRandom(seed, `${cell.id} ${start}`);
    const cpuNsPerMessage = (1e9 / echoPerSecond + cell.workNsPerRequest) / speedOf(cell);
    const speed = { messagesPerSecond: 1e9 / cpuNsPerMessage, cpuNsPerMessage };
    const { slices, method: _, ...record } = syntheticMeasurement(cell, speed, random);
    let next = 0;
    let messages = 0;
    return {
      warmUp: async () => onEvent('warm', cell),
      slice: async (windowMs) => {
        onEvent('slice', cell);
        const accident = accidentOf(cell, start);
        if (accident !== null) throw accident;
        const loaded = ofLength(slices[next++ % slices.length] as Slice, windowMs);
        messages += loaded.messages;
        return loaded;
      },
      finish: async () => {
        onEvent('finish', cell);
        const each = messages / Math.max(1, cell.connections);
        return { ...record, messagesPerConnection: { min: 0.97 * each, median: each, max: 1.03 * each } };
      },
      [Symbol.asyncDispose]: async () => onEvent('dispose', cell),
    };
  };
  return {
    calibrate: async () => fakeCalibration,
    prepare: async () => {},
    start: async (cell) => {
      const start = starts.get(cell.id) ?? 0;
      starts.set(cell.id, start + 1);
      onEvent('start', cell);
      return stand(cell, start);
    },
  };
}

/** The same rates over a window of another length. */
function ofLength(
  { windowNs, messages, rampNs, littleRatio, server, client, machine }: Slice,
  windowMs: number,
): Slice {
  const factor = (windowMs * 1e6) / windowNs;
  const scaled = <Counters extends Readonly<Record<string, number | null>>>(counters: Counters): Counters =>
    Object.fromEntries(
      Object.entries(counters).map(([name, value]) => [name, value === null ? null : Math.round(factor * value)]),
    ) as Counters;
  return {
    ...{ rampNs, littleRatio, ...scaled({ windowNs, messages }) },
    ...{ server: scaled(server), client: scaled(client), machine: machine && scaled(machine) },
  };
}
