/** What every driver promises of a pacer (driver.ts). How late it is called is measured, and no matter of a test. */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Driver, DriverSocket, Pacer } from './driver.ts';
import { driverNames, drivers } from './index.ts';

/** Does nothing at its instants but note them, or what it is told to. */
class Schedule implements Pacer {
  readonly served: { readonly nth: number; readonly dueMs: number; readonly atMs: number }[] = [];
  readonly #dueMs: readonly number[];
  readonly #act: (nth: number) => void;
  readonly #over = Promise.withResolvers<void>();

  constructor(dueMs: readonly number[], act: (nth: number) => void = () => {}) {
    this.#dueMs = dueMs;
    this.#act = act;
  }

  get dueMs(): number {
    return this.#dueMs[this.served.length] ?? Infinity;
  }

  /** All were served. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  run(nowMs: number): void {
    while (this.dueMs <= nowMs) {
      const nth = this.served.length;
      this.served.push({ nth, dueMs: this.dueMs, atMs: performance.now() });
      this.#act(nth);
    }
    if (this.dueMs === Infinity) this.#over.resolve();
  }
}

/** So many instants from soon on, so far apart. */
function every(gapMs: number, count: number): readonly number[] {
  const startMs = performance.now() + 2;
  return Array.from({ length: count }, (_, nth) => startMs + nth * gapMs);
}

const cases = driverNames
  .filter((name) => drivers[name].supported.ok)
  .flatMap((name) => (['spin', 'sleep'] as const).map((way) => ({ name, way })));

describe.each(cases)('$name, $way', ({ name, way }) => {
  let driver: Driver;
  let server: Server;

  const connect = async (onRead: (bytes: Uint8Array) => void): Promise<DriverSocket> => {
    const connected = Promise.withResolvers<void>();
    const socket = driver.connect(
      { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      { onConnect: connected.resolve, onRead, onEnd: () => {}, onError: connected.reject, onClose: () => {} },
    );
    await connected.promise;
    return socket;
  };

  beforeEach(async () => {
    driver = await drivers[name].open();
    server = createServer((peer) => peer.on('error', () => {}).pipe(peer)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    driver.close();
    server.close();
  });

  test.each([0, 0.02, 0.7, 11])('serves instants %f ms apart in order, each once and none too early', async (gapMs) => {
    const dueMs = every(gapMs, gapMs > 1 ? 4 : 300);
    const schedule = new Schedule(dueMs);
    const pace = driver.pace(schedule, way);
    expect(schedule.served).toEqual([]);
    await schedule.over;
    expect(schedule.served.map((one) => one.dueMs)).toEqual(dueMs);
    expect(schedule.served.filter((one) => one.atMs < one.dueMs)).toEqual([]);
    const timesMs = schedule.served.map((one) => one.atMs);
    expect(timesMs).toEqual(timesMs.toSorted((a, b) => a - b));
    expect(pace.idleMs).toBeGreaterThanOrEqual(0);
  });

  test('what is written at an instant goes out, and what comes back is told in between', async () => {
    const received: Buffer[] = [];
    const isBack = Promise.withResolvers<void>();
    const bytes = Buffer.from(Array.from({ length: 1 << 16 }, (_, i) => i % 251));
    let sent = 0;
    // It ends only when replies have come, however slow everything is.
    const pacer = {
      dueMs: performance.now(),
      run: (nowMs: number) => {
        socket.write(bytes.subarray(sent, ++sent));
        pacer.dueMs = received.length < 10 ? nowMs + 0.1 : Infinity;
      },
    };
    const socket = await connect((chunk) => {
      received.push(Buffer.from(chunk));
      if (pacer.dueMs === Infinity && Buffer.concat(received).length === sent) isBack.resolve();
    });
    driver.pace(pacer, way);
    await isBack.promise;
    expect(Buffer.concat(received).equals(bytes.subarray(0, sent))).toBe(true);
    socket.destroy();
  });

  test('a pacer that is always late lets sockets be served', async () => {
    let echoes = 0;
    const isServed = Promise.withResolvers<void>();
    const socket = await connect(() => {
      if (++echoes < 20) socket.write(Buffer.of(1));
      else isServed.resolve();
    });
    const pace = driver.pace({ dueMs: performance.now(), run: () => {} }, way);
    socket.write(Buffer.of(1));
    await isServed.promise;
    pace.stop();
    expect(echoes).toBe(20);
    socket.destroy();
  });

  test('timers have their turn while instants are dense', async () => {
    let runs = 0;
    const ran = Promise.withResolvers<void>();
    const run = () => {
      runs++;
      ran.resolve();
    };
    const pace = driver.pace({ dueMs: performance.now(), run }, way);
    await new Promise((resolve) => setTimeout(resolve, 1));
    // A timer can be the first to have its turn.
    await ran.promise;
    pace.stop();
    expect(runs).toBeGreaterThan(0);
  });

  test('one that was stopped is called no more, also by itself, and the next may begin', async () => {
    const schedule = new Schedule(every(0.05, 100), (nth) => {
      if (nth === 40) pace.stop();
    });
    // All that is due when it is stopped: the schedule's own loop.
    const pace = driver.pace(schedule, way);
    expect(() => driver.pace(new Schedule([]), way)).toThrow(/one pacer at a time/);
    const next = new Schedule(every(30, 1));
    await expect.poll(() => schedule.served.length).toBeGreaterThan(40);
    const { length } = schedule.served;
    const { idleMs } = pace;
    driver.pace(next, way);
    await next.over;
    expect([schedule.served.length, pace.idleMs]).toEqual([length, idleMs]);
  });

  test('one that has nothing left is over, and is followed by the next from the inside of its last call', async () => {
    expect(driver.pace(new Schedule([]), way).idleMs).toBe(0);
    const second = new Schedule(every(3, 2));
    const first = new Schedule(every(1, 2), (nth) => {
      if (nth === 1) driver.pace(second, way);
    });
    driver.pace(first, way);
    await second.over;
    expect([first.served.length, second.served.length]).toEqual([2, 2]);
  });

  test('idle is what nobody had to do anything in: not the time that a pacer takes', async () => {
    const busyMs = 30;
    const startMs = performance.now();
    let runs = 0;
    const isOver = Promise.withResolvers<void>();
    const pacer = {
      dueMs: startMs,
      run: (nowMs: number) => {
        const endMs = nowMs + (runs++ === 0 ? busyMs : 0);
        while (performance.now() < endMs);
        // It ends only when some of the time between its instants was counted.
        pacer.dueMs = pace.idleMs < 10 ? performance.now() + 3 : Infinity;
        if (pacer.dueMs === Infinity) isOver.resolve();
      },
    };
    const pace = driver.pace(pacer, way);
    await isOver.promise;
    expect(pace.idleMs).toBeGreaterThanOrEqual(10);
    expect(pace.idleMs).toBeLessThanOrEqual(performance.now() - startMs - busyMs);
  });
});

describe.each(cases)('$name, $way: a process ends', ({ name, way }) => {
  const endings = [
    ['when its pacer does', 'performance.now() + 20', 'this.dueMs = Infinity', ''],
    ['when a timer stops its pacer', 'performance.now() + 1e9', '', 'setTimeout(() => pace.stop(), 1);'],
    ['when its input stops a pacer that is always late', '0', '', 'process.stdin.once("data", () => pace.stop());'],
  ] as const;
  test.each(endings)('%s', async (_, dueMs, onRun, then) => {
    const program = `
      const { drivers } = await import(${JSON.stringify(new URL('index.ts', import.meta.url))});
      const driver = await drivers[${JSON.stringify(name)}].open();
      const pace = driver.pace({ dueMs: ${dueMs}, run() { ${onRun} } }, ${JSON.stringify(way)});
      ${then}
      console.log('paced');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.stdin.end('stop');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
