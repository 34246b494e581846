import { expect, test } from 'vitest';
import { givenUpAfterMs, hypotheticalTimeoutMs } from './retransmission.ts';

test.each([
  [0, 200],
  [1, 600],
  [3, 3000],
  // As ip-sysctl.rst of the kernel's documentation has them, for RFC 1122 and for tcp_retries2 as it is.
  [8, 102_200],
  [15, 924_600],
])('the hypothetical timeout of %i retransmissions is %i ms', (count, ms) => {
  expect(hypotheticalTimeoutMs(count)).toBe(ms);
});

test.each([
  // A probe after 200 ms, a retransmission 200 ms later, and 400 ms.
  [0, 800],
  // Here 400 ms are too early, and 800 are waited for as well.
  [1, 1600],
  [2, 3200],
  [15, 1_044_800],
])('with %i retransmissions a connection is given up after %i ms', (count, ms) => {
  expect(givenUpAfterMs(count)).toBe(ms);
});
