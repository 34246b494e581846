/** Waits below a millisecond, and the timer slack that they may be late by. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';

describe.skipIf(libcUnavailable !== null)('a fine wait', async () => {
  const { epollWaitFinely, setTimerSlack } = await import('./fine-wait.ts');
  const { addressOf, openPipe, write } = await import('./pipes.ts');
  const { controlEpoll, createEpoll, epollBits, epollEvent } = await import('./readiness.ts');
  const { close } = await import('./sockets.ts');
  const { currentThreadId } = await import('./clocks.ts');

  const most = 2;
  const events = new Int32Array(new ArrayBuffer(most * epollEvent.words * 4));
  const location = addressOf(new Uint8Array(events.buffer));

  test.each([0, 0.05, 0.999, 1, 3.5])('of %f ms lasts so long when nothing comes', (timeoutMs) => {
    const epoll = createEpoll();
    const startMs = performance.now();
    expect(epollWaitFinely(epoll, location, most, timeoutMs)).toBe(0);
    // The kernel's clock and ours are one, of which performance.now() shows whole nanoseconds.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(timeoutMs - 1e-5);
    close(epoll);
  });

  test('ends with what comes', () => {
    const epoll = createEpoll();
    const pipe = openPipe();
    controlEpoll(epoll, 'add', pipe.read, epollBits.readable);
    write(pipe.write, addressOf(new Uint8Array(new ArrayBuffer(1))), 1);
    expect(epollWaitFinely(epoll, location, most, 999)).toBe(1);
    expect([events[0], events[epollEvent.dataWord]]).toEqual([epollBits.readable, pipe.read]);
    for (const fd of [epoll, pipe.read, pipe.write]) close(fd);
  });

  test('is late by the slack that the thread has', () => {
    const slackNs = () => Number(readFileSync(`/proc/${currentThreadId()}/timerslack_ns`, 'utf8'));
    const before = slackNs();
    setTimerSlack(1);
    expect(slackNs()).toBe(1);
    setTimerSlack('usual');
    expect(slackNs()).toBe(before);
  });
});
