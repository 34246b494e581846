import { expect, test } from 'vitest';
import { PhaseClock } from './phase-clock.ts';

test('each phase has the time until the next one begins, also when it comes again', () => {
  let nowMs = 100;
  const clock = new PhaseClock(() => nowMs);
  const after = (ms: number) => (nowMs += ms);
  after(5);
  clock.begin('warmingUp');
  after(7);
  clock.begin('warmingUp');
  after(1);
  clock.begin('measuring');
  after(20);
  clock.begin('stopping');
  after(2);
  clock.begin('starting');
  after(3);
  expect(clock.end()).toEqual({ starting: 8, warmingUp: 8, measuring: 20, stopping: 2 });
});
