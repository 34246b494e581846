/** Which exchanges and connections count, when a place opens its next connection, and what is in flight. */
import { expect, test } from 'vitest';
import { LatencyRecorder } from '../../latency/recorder.ts';
import type { ShortConnection } from '../short-connection.ts';
import { Churn } from './churn.ts';

/** A place whose connections do what the test says, at times that it says. */
class MadeUpPlace {
  measured = 0;
  openedAtMs = 0;
  isOpen = false;
  outstanding = 0;
  opened = 0;
  finished = 0;
  readonly index: number;
  readonly #now: () => number;

  constructor(index: number, now: () => number) {
    this.index = index;
    this.#now = now;
  }

  get asPlace(): ShortConnection {
    return this as unknown as ShortConnection;
  }

  open(requests: number): void {
    this.isOpen = true;
    this.openedAtMs = this.#now();
    this.outstanding = requests;
    this.opened++;
  }

  request(): void {
    this.outstanding++;
  }

  finish(): void {
    this.finished++;
  }
}

function startSlice(places: number, { requestsPerConnection = 1, depth = 1 } = {}, agreedMs: number | null = null) {
  const startMs = performance.now();
  let atMs = startMs;
  const recorder = new LatencyRecorder();
  const made = Array.from({ length: places }, (_, index) => new MadeUpPlace(index, () => atMs));
  const asPlaces = made.map((place) => place.asPlace);
  const churn = new Churn(asPlaces, { depth, silenceMs: 10_000, requestsPerConnection }, recorder);
  const finished = churn.slice(10_000, agreedMs === null ? null : startMs + agreedMs);
  // Its own clock reads come a moment later; the test's instants are whole milliseconds apart.
  const place = (index: number) => made[index] as MadeUpPlace;
  const at = (ms: number) => (atMs = startMs + ms);
  const reply = (index: number, ms: number) => {
    place(index).outstanding--;
    churn.onReply(place(index).asPlace, place(index).openedAtMs, at(ms), 0);
  };
  const close = (index: number, ms: number) => {
    place(index).isOpen = false;
    churn.onClosed(place(index).asPlace, at(ms));
  };
  return { finished, place, made, reply, close, recorder };
}

test('one exchange per connection: a place opens its next when the last is closed, and all of its time is in flight', async () => {
  const { finished, place, reply, close, recorder } = startSlice(1);
  reply(0, 3);
  expect(place(0)).toMatchObject({ finished: 1, opened: 1 });
  close(0, 5);
  expect(place(0).opened).toBe(2);
  reply(0, 1005);
  close(0, 1008);
  reply(0, 10_004);
  close(0, 10_009);
  expect(place(0)).toMatchObject({ finished: 3, opened: 3 });
  const slice = await finished;
  // The window is (3, 10 003): the exchange that opened it and the one that ended after it are outside.
  expect(slice).toMatchObject({ messages: 1, connections: 2, connectionsOpened: 3 });
  expect(slice.windowNs / 1e6).toBeCloseTo(10_000, 3);
  expect(slice.inFlightNs / 1e6).toBeCloseTo(10_000, 3);
  expect(place(0).measured).toBe(1);
  expect(recorder.count).toBe(1);
  let slowestMs = 0;
  recorder.eachBucket((valueNs) => (slowestMs = valueNs / 1e6));
  // From the opening at 5 ms, not from the request.
  expect(slowestMs).toBeCloseTo(1000, -1);
});

test('several exchanges per connection, some outstanding: as many as were asked for, then FIN', async () => {
  const { finished, place, reply, close } = startSlice(1, { requestsPerConnection: 5, depth: 2 });
  expect(place(0).outstanding).toBe(2);
  for (const ms of [1, 2, 3]) reply(0, ms);
  expect(place(0)).toMatchObject({ outstanding: 2, finished: 0 });
  reply(0, 4);
  expect(place(0)).toMatchObject({ outstanding: 1, finished: 0 });
  reply(0, 5);
  expect(place(0)).toMatchObject({ outstanding: 0, finished: 1 });
  close(0, 6);
  expect(place(0)).toMatchObject({ outstanding: 2, opened: 2 });
  // The window is over: what is outstanding is waited for, and nothing more is asked.
  reply(0, 10_500);
  expect(place(0)).toMatchObject({ outstanding: 1, finished: 1 });
  reply(0, 10_501);
  expect(place(0)).toMatchObject({ outstanding: 0, finished: 2 });
  close(0, 10_502);
  expect(await finished).toMatchObject({ messages: 4, connections: 1, connectionsOpened: 2 });
});

test('the window opens when every place has had a reply, and the first latency of each is not recorded', async () => {
  const { finished, reply, close, recorder } = startSlice(2);
  reply(0, 10);
  close(0, 11);
  reply(0, 12);
  close(0, 13);
  reply(1, 1000);
  close(1, 1001);
  reply(0, 2000);
  close(0, 2001);
  reply(1, 11_000);
  close(1, 11_001);
  reply(0, 11_002);
  close(0, 11_003);
  const slice = await finished;
  // The slice begins a moment after the test's own clock is read, and a machine may pause in between.
  expect(slice.rampNs / 1e6).toBeCloseTo(1000, -2);
  expect(slice).toMatchObject({ messages: 1, connections: 2, connectionsOpened: 6 });
  expect(slice.inFlightNs / slice.windowNs / 2).toBeCloseTo(1, 3);
  expect(recorder.count).toBe(1);
});

test('an agreed window opens at its instant, whatever comes first in it', async () => {
  const { finished, reply, close } = startSlice(1, {}, 100);
  reply(0, 50);
  close(0, 200);
  reply(0, 300);
  close(0, 10_200);
  const slice = await finished;
  expect(slice).toMatchObject({ messages: 1, connections: 1, connectionsOpened: 2 });
  expect(slice.inFlightNs / slice.windowNs).toBeCloseTo(1, 3);
});

test('more places than a backlog holds are begun a few at a time, one more for every reply', async () => {
  const { finished, made, reply, close } = startSlice(200);
  const begun = () => made.filter(({ opened }) => opened > 0).length;
  expect(begun()).toBe(128);
  reply(0, 1);
  reply(1, 2);
  expect(begun()).toBe(130);
  close(0, 3);
  expect(begun()).toBe(130);
  // The end of the window leaves the others empty.
  reply(2, 20_000);
  reply(3, 40_000);
  for (const { index, isOpen } of made) if (isOpen) close(index, 40_001);
  expect(begun()).toBe(131);
  expect(await finished).toMatchObject({ connectionsOpened: 132, connections: 0 });
});
