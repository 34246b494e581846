import { expect, test } from 'vitest';
import { leastDescriptors, refuseFewDescriptors, tooFewDescriptors } from './descriptor-room.ts';

test('connections that a program could not hold are told of, with what to do', () => {
  expect(tooFewDescriptors(4096, 4096)).toBe(
    '4096 connections need 4160 descriptors in each program, and 4096 may be open; raise the limit (ulimit -n, or nofile in /etc/security/limits.conf)',
  );
  expect(tooFewDescriptors(4096, 20_000)).toBeNull();
  expect(tooFewDescriptors(1_000_000, null), 'where the kernel does not tell').toBeNull();
});

test('a limit below what every run begins with is refused', () => {
  expect(() => refuseFewDescriptors(64)).toThrow(
    `a run needs ${leastDescriptors} descriptors in each program, and 64 may be open: raise the limit`,
  );
  refuseFewDescriptors(leastDescriptors);
  refuseFewDescriptors(null);
});
