/** Whoever runs out of ports is told how many there are, and what to change. */
import { expect, test } from 'vitest';
import { portsUsedUp } from './local-ports.ts';

test('names the range, its size, and what to do', () => {
  expect(portsUsedUp('use another address', '32768\t60999\n')).toBe(
    'no local port is free: a source address has 28,232 of them (net.ipv4.ip_local_port_range, 32768 to 60999), and a closed connection keeps its own in TIME_WAIT for a minute; use another address, or wait a minute',
  );
});

test('where the system does not tell the range, no number is made up', () => {
  for (const range of [null, '', 'nonsense'])
    expect(portsUsedUp('use another address', range)).toBe(
      'no local port is free; use another address, or wait a minute',
    );
});
