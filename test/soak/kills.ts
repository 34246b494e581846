/** Workers killed one after the other under load: what it costs, for how long, and whether anything is left of it. */
import { formatQuantity } from '../../runner/report/text/format.ts';
import { nanoseconds, ratePerSecond } from '../../runner/result/quantity.ts';
import { atMost, model, untilUsage, usageOf, withWorkers } from '../conformance/subject.ts';
import { payload, wire } from '../conformance/wire.ts';
import { holdings, leaks, pause, type Part, type RunningSubject } from './part.ts';
import { binMs, ReconnectingLoad } from './reconnecting-load.ts';

const workers = 2;
const connections = 32;
const request = wire('length-u32', [payload(64)]);
/** Throughput is back when two bins together have this share of what there was before: bins alone are noisy. */
const share = 0.8;
const mostRecoveryMs = 2000;
/** Between a recovery and the next kill. */
const undisturbedMs = 500;
/** No reply for so long, with everything else going on: it hangs. */
const hangsAfterMs = 3000;

export const kills: Part = {
  name: 'kills',
  of: 'models',
  title: 'of a worker in a row under load: throughput is back within 2 s, nothing hangs, nothing leaks',
  size: 100,
  unit: 'kills',
  limitMs: 300_000,
  applies: (name) => (withWorkers.includes(name) ? { ok: true } : { ok: false, reason: 'it has no workers' }),
  async run(subject, size) {
    const running = await subject.start();
    const { server, endpoint } = running;
    // What a server opens with its first connections is no leak.
    {
      using _ = new ReconnectingLoad(endpoint, atMost(connections, subject.model), request);
      await pause(1000);
    }
    await untilAtRest(running);
    const before = await holdings(running);
    const recoveriesMs: number[] = [];
    const load = new ReconnectingLoad(endpoint, atMost(connections, subject.model), request);
    using _ = load;
    await pause(1500);
    // Of connections as they were dealt out. Those that lose their worker go to the other one; on two processors one
    // worker with all of them can be a third faster than two with half of them each, which the next kill ends.
    const asDealt = load.rateSince(performance.now() - 1000);
    const ratesBefore: number[] = [];
    for (let kill = 0; kill < size; kill++) {
      // Just before too, since a machine's speed drifts over a minute of kills. And nobody dies early, as in a crash loop.
      await pause(undisturbedMs);
      const usual = Math.min(asDealt, load.rateSince(performance.now() - undisturbedMs));
      ratesBefore.push(usual);
      server.say(`kill-worker ${kill % workers}`);
      const killedMs = performance.now();
      await untilUsage(server, ({ workersLost }) => workersLost > kill);
      recoveriesMs.push(await untilBack(load, killedMs, usual * share));
      await untilStaffed(running);
    }
    await pause(hangsAfterMs + 100);
    const hanging = load.hanging(hangsAfterMs);
    load[Symbol.dispose]();
    await untilAtRest(running);
    const exception = model(subject.model).exceptions?.find(({ point }) => point === 7);
    const worst = Math.max(...recoveriesMs);
    const declared = exception === undefined ? 0 : size;
    return {
      failures: [
        ...(worst <= mostRecoveryMs ? [] : [`throughput was back after ${worst.toFixed(0)} ms`]),
        ...(load.wrong === 0 ? [] : [`${load.wrong} wrong replies`]),
        ...(hanging <= declared ? [] : [`${hanging} connections hang`]),
        ...(await leaks(running, before, 2 + declared)),
      ],
      figures: {
        'rate before, median': formatQuantity(median(ratesBefore), ratePerSecond),
        'back after, median': formatQuantity(median(recoveriesMs) * 1e6, nanoseconds),
        worst: formatQuantity(worst * 1e6, nanoseconds),
        'over 2 s': recoveriesMs.filter((ms) => ms > mostRecoveryMs).length,
        'connections ended': load.ended,
        hanging: exception === undefined ? hanging : `${hanging} (declared)`,
      },
    };
  },
};

/** Resolves with the time from the kill until throughput is back, or the first time that is too late. */
async function untilBack(load: ReconnectingLoad, killedMs: number, rate: number): Promise<number> {
  for (;;) {
    await pause(binMs / 2);
    const sinceMs = performance.now() - killedMs;
    // Whole bins after the kill only.
    if (sinceMs < 3 * binMs) continue;
    if (load.rateSince(performance.now() - 3 * binMs) >= rate) return sinceMs;
    if (sinceMs > mostRecoveryMs + 10_000) return sinceMs;
  }
}

/** Every isolate that serves has begun to turn its event loop: nobody is missing any more. */
async function untilStaffed({ server }: RunningSubject): Promise<void> {
  await untilUsage(server, ({ eventLoops }) => eventLoops.every(({ idleNs, activeNs }) => idleNs + activeNs > 0));
}

async function untilAtRest({ server }: RunningSubject): Promise<void> {
  const start = performance.now();
  for (;;) {
    const { connectionsPerWorker: open } = await usageOf(server);
    if (open.every((one) => one === 0) || performance.now() - start > 10_000) return;
    await pause(50);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
