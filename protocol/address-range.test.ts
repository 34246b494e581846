/** The addresses that connections come from, as a command line has them. */
import { expect, test } from 'vitest';
import { formatAddressRange, parseAddressRange } from './address-range.ts';

test.each([
  ['198.18.1.1-198.18.1.64', 64, '198.18.1.64'],
  ['10.0.0.254-10.0.1.1', 4, '10.0.1.1'],
  ['255.255.255.255', 1, '255.255.255.255'],
])('%s: %i addresses, written as they were read', (range, count, last) => {
  const addresses = parseAddressRange('--source-addresses', range);
  expect(addresses).toHaveLength(count);
  expect(addresses.at(-1)).toBe(last);
  expect(new Set(addresses).size).toBe(count);
  expect(formatAddressRange(addresses)).toBe(range);
});

test.each([
  '',
  'localhost',
  '10.0.0.2-10.0.0.1',
  '10.0.0.1-',
  '10.0.0.1-10.0.0.2-10.0.0.3',
  '10.0.0.0-10.0.4.0',
  '::1',
  '10.0.0.256',
  '10.0.0.01',
])('%j is refused with what would do', (range) => {
  expect(() => parseAddressRange('--source-addresses', range)).toThrow(
    `--source-addresses ${range}: use up to 1024 addresses as FIRST-LAST`,
  );
});
