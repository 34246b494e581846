/** Signals and their repeats. Made-up signals and time: nothing is sent, nothing exits. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onInterrupt } from './interrupts.ts';

let listeners: Map<unknown, () => void>;
const exit = vi.fn<typeof process.exit>();

beforeEach(() => {
  vi.useFakeTimers();
  listeners = new Map();
  vi.spyOn(process, 'on').mockImplementation((name, listener) => {
    listeners.set(name, listener as () => void);
    return process;
  });
  vi.spyOn(process, 'exit').mockImplementation(exit);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('the first signal asks to end, its repeat under npm is the same key, a later one exits with 130', () => {
  const end = vi.fn<(signal: NodeJS.Signals) => void>();
  onInterrupt(end);
  const interrupt = () => listeners.get('SIGINT')?.();
  interrupt();
  vi.advanceTimersByTime(500);
  interrupt();
  expect(end.mock.calls).toEqual([['SIGINT']]);
  expect(exit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  listeners.get('SIGTERM')?.();
  expect(exit).toHaveBeenCalledExactlyOnceWith(130);
  expect(end).toHaveBeenCalledTimes(1);
});
