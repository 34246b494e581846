/** Whether processors can be bound, here and as it would be asked on another platform. */
import { expect, test } from 'vitest';
import { canPin } from './affinity.ts';

test('processors can be bound where libc can be called', () => {
  expect(canPin(null)).toEqual({ ok: true });
  expect(canPin().ok).toBe(process.platform === 'linux');
});

test('elsewhere they cannot, and it says why', () => {
  const reason = 'processors cannot be bound: libc calls are written for Linux, this is darwin';
  expect(canPin('libc calls are written for Linux, this is darwin')).toEqual({ ok: false, reason });
});
