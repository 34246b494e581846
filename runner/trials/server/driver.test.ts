import { expect, test } from 'vitest';
import { driverOf, refuseOtherDriver } from './driver.ts';

test('a setup from before there was a choice goes on with what it had', () => {
  expect(driverOf({ driver: 'epoll' })).toBe('epoll');
  expect(driverOf({})).toBe('net');
});

test('a client that used another driver than it was asked for is no client of this trial', () => {
  expect(() => refuseOtherDriver('epoll', { driver: 'epoll' })).not.toThrow();
  expect(() => refuseOtherDriver('net', {})).not.toThrow();
  expect(() => refuseOtherDriver('net', { driver: 'epoll' })).toThrow(
    'the client was asked for the driver epoll and used net',
  );
  expect(() => refuseOtherDriver('epoll', {})).toThrow('asked for the driver net and used epoll');
});
