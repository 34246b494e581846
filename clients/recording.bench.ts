/**
 * What it takes a client to write down one reply: `npm run bench:recording`, a minute. Processor time, the median of
 * several passes over ten million latencies; the loop itself is measured too, and not taken off. Other programs show in it:
 * they take the caches that the records are in.
 *
 * Latencies are made up: spread over a factor of ten as those of a busy server are, over connections at random, so that
 * each falls into another bucket than the one before.
 */
import { ConnectionLatencies } from '../latency/connection-latencies.ts';
import { LatencyRecorder } from '../latency/recorder.ts';
import { ClassRecords } from './class-records.ts';
import { Backlog } from './load-models/backlog.ts';

const replies = 1e7;
const passes = 5;
const mostNs = 100;
const connections = [64, 256] as const;
/** A power of two, so that the next place is found with a mask. */
const madeUp = 1 << 16;
const latenciesNs = Float64Array.from({ length: madeUp }, () => 50_000 * 10 ** Math.random());

function casesFor(count: number): Record<string, (reply: number) => void> {
  const connection = Uint32Array.from({ length: madeUp }, () => Math.floor(Math.random() * count));
  const [service, response, lag] = [new LatencyRecorder(), new LatencyRecorder(), new LatencyRecorder()];
  const perConnection = new ConnectionLatencies(count);
  const perClass = new ClassRecords([
    { share: 99, iterations: 10 },
    { share: 1, iterations: 100_000 },
  ]);
  // Requests due every microsecond, in a window that all of them are in.
  const backlog = new Backlog(0, replies / 1000);
  let sum = 0;
  const ns = (reply: number) => latenciesNs[reply & (madeUp - 1)] as number;
  const to = (reply: number) => connection[reply & (madeUp - 1)] as number;
  const closed = (reply: number): void => {
    service.record(ns(reply));
    perConnection.record(to(reply), ns(reply));
  };
  const open = (reply: number): void => {
    lag.record(ns(reply) / 10);
    backlog.add(reply / 1000, reply / 1000 + ns(reply) / 1e6);
    response.record(ns(reply));
    service.record(ns(reply) * 0.9);
    perConnection.record(to(reply), ns(reply));
  };
  const byClass = (reply: number): void => {
    perClass.count(reply & 1);
    perClass.record(reply & 1, ns(reply));
  };
  return {
    'the loop': (reply) => (sum += ns(reply) + to(reply)),
    'closed loop': closed,
    'closed loop, a mixture': (reply) => {
      closed(reply);
      byClass(reply);
    },
    'open loop': open,
    'open loop, a mixture': (reply) => {
      open(reply);
      byClass(reply);
      perClass.recordResponse(reply & 1, ns(reply));
    },
  };
}

/** In ns of processor time. */
function perReply(record: (reply: number) => void): number {
  const times = Array.from({ length: passes }, () => {
    const before = process.cpuUsage();
    for (let reply = 0; reply < replies; reply++) record(reply);
    const { user, system } = process.cpuUsage(before);
    return (1000 * (user + system)) / replies;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(passes / 2)] as number;
}

for (const count of connections) {
  for (const [name, record] of Object.entries(casesFor(count))) {
    const ns = perReply(record);
    console.log(`${count} connections, ${name}: ${ns.toFixed(0)} ns${ns > mostNs ? `, more than ${mostNs}` : ''}`);
  }
}
