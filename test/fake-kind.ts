/**
 * The one fake of the suite: server trials without a process. They take no time and have the speeds that a test gives
 * them; plans, orders, judgements and reports are the real ones. What happens is told by the setup, as a kind knows its
 * trials: a baseline and its twin are the same.
 */
import { createRandom } from '../protocol/random.ts';
import type { Kinds } from '../runner/trials/index.ts';
import { defineKind, type LiveTrial, type TrialError } from '../runner/trials/kind.ts';
import { claimKind } from '../runner/trials/claim/kind.ts';
import { channelKind } from '../runner/trials/channel/kind.ts';
import { nominalCalibration } from '../runner/trials/server/calibration.ts';
import { serverKind } from '../runner/trials/server/kind.ts';
import type { ServerRecord, Slice } from '../runner/trials/server/record.ts';
import type { ServerSetup } from '../runner/trials/server/setup.ts';
import { serverRecord, usualFigures, type ServerFigures } from './made-up-record.ts';

export type FakeEvent = 'start' | 'warm' | 'slice' | 'finish' | 'dispose';

export interface FakeOptions {
  readonly seed?: number;
  /** What is not as `usualFigures` has it, in the n-th start of a setup, from 0. */
  readonly figuresOf?: (setup: ServerSetup, start: number) => Partial<ServerFigures>;
  /** What goes wrong, if anything, at an event of the n-th start of a setup. Anything but a TrialError is a defect of ours. */
  readonly accidentOf?: (setup: ServerSetup, start: number, event: FakeEvent) => TrialError | Error | null;
  /** Called with everything that happens, in order; a promise is waited for. */
  readonly onEvent?: (event: FakeEvent, setup: ServerSetup, windowMs: number | null) => Promise<void> | void;
  /** Instead of what the server kind says. */
  readonly schedule?: 'interleaved' | 'sequential';
  readonly warmsUp?: (setup: ServerSetup) => 'together' | 'alone';
}

/** The registry to plan and to measure with. */
export function fakeKinds(options: FakeOptions = {}): Kinds {
  const starts = new Map<string, number>();
  const { schedule, warmsUp = () => 'together' } = options;
  const server = defineKind({
    ...serverKind,
    ...(schedule === undefined ? {} : { schedule: () => schedule }),
    warmsUp: (plain) => warmsUp(plain as ServerSetup),
    calibrate: async () => nominalCalibration,
    prepare: async () => {},
    start: async (plain) => {
      const setup = plain as ServerSetup;
      const key = JSON.stringify(setup);
      const start = starts.get(key) ?? 0;
      starts.set(key, start + 1);
      return await startFake(setup, start, options);
    },
  });
  return { server, channel: channelKind, claim: claimKind };
}

async function startFake(setup: ServerSetup, start: number, options: FakeOptions): Promise<LiveTrial<ServerRecord>> {
  const { seed = 1, figuresOf = () => ({}), accidentOf = () => null, onEvent } = options;
  const figures = { ...usualFigures(setup), ...figuresOf(setup, start) };
  const random = createRandom(seed, `${JSON.stringify(setup)} ${start}`);
  const slices: Slice[] = [];
  const happens = async (event: FakeEvent, windowMs: number | null = null) => {
    await onEvent?.(event, setup, windowMs);
    const accident = accidentOf(setup, start, event);
    if (accident !== null) throw accident;
  };
  const recordOf = (windowMs: number) =>
    serverRecord(setup, figures, { slices: 1, sliceMs: windowMs, noise: 0.02 }, random);
  await happens('start');
  return {
    warmUp: () => happens('warm'),
    slice: async (windowMs) => {
      await happens('slice', windowMs);
      slices.push(...recordOf(windowMs).slices);
    },
    finish: async () => {
      await happens('finish');
      const windowNs = slices.reduce((sum, slice) => sum + slice.windowNs, 0);
      return { ...recordOf(windowNs / 1e6), slices };
    },
    [Symbol.asyncDispose]: () => happens('dispose'),
  };
}
