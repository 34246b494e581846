import { expect, test } from 'vitest';
import { timeLine } from './time-line.ts';

test('the share of measuring and warming up comes first, and shares are whole percent', () => {
  const spent = {
    total: 341_000,
    measuring: 155_000,
    warmingUp: 97_000,
    starting: 58_000,
    stopping: 14_000,
    beside: 17_000,
  };
  expect(timeLine(spent)).toBe(
    '5 min 41 s, 74 % of it measuring (45 %) or warming up (28 %); starting 17 %, stopping 4 %, calibration and the rest 5 %',
  );
});

test('of a run that took no time there are no shares', () => {
  const none = { total: 0, measuring: 0, warmingUp: 0, starting: 0, stopping: 0, beside: 0 };
  expect(timeLine(none)).toContain('0 s, 0 % of it measuring (0 %)');
});
