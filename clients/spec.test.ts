/** A load that several processes make reaches each of them by its command line. */
import { expect, test } from 'vitest';
import { formatLoadSpec, parseLoadCommand, parseLoadSpec } from './spec.ts';

const to = ['--connect', '127.0.0.1:4000'];

test.each([
  ['--framing', 'raw'],
  ['--framing', 'until-close'],
  ['--framing', 'until-close', '--source-addresses', '127.0.2.1-127.0.2.9'],
  ['--framing', 'fixed', '--bytes', '100', '--message-bytes', '100'],
  ['--framing', 'slip', '--requests-per-connection', '7', '--shape', 'closed:3', '--idle-connections', '12'],
  ['--framing', 'until-close', '--service', 'mix:99.9*10,0.1*100000'],
  ['--framing', 'length-u32', '--service', 'work:20', '--warmup', '10req,50ms', '--seed', '9', '--connections', '0'],
])('%s %s … is written and read again', (...args) => {
  const spec = parseLoadSpec([...to, ...args]);
  expect(parseLoadSpec(formatLoadSpec(spec))).toEqual(spec);
});

test('connections are kept, unless asked otherwise or the framing ends messages with them', () => {
  const requestsPerConnection = (...args: string[]) => parseLoadSpec([...to, ...args]).requestsPerConnection;
  expect(requestsPerConnection('--framing', 'length-u32')).toBe(null);
  expect(requestsPerConnection('--framing', 'length-u32', '--requests-per-connection', '1')).toBe(1);
  expect(requestsPerConnection('--framing', 'until-close')).toBe(1);
  expect(requestsPerConnection('--framing', 'until-close', '--requests-per-connection', '1')).toBe(1);
});

test('idle connections alone can be spread over processes', () => {
  const idle = ['--framing', 'raw', '--connections', '0', '--idle-connections', '10', '--control', 'stdin', '--hold'];
  expect(parseLoadCommand([...to, ...idle, '--clients', '10']).clients).toBe(10);
  expect(() => parseLoadCommand([...to, ...idle, '--clients', '11'])).toThrow('--clients 11: use a whole number');
});

test('--hgrm is a file of one measurement', () => {
  const command = (...args: string[]) => parseLoadCommand([...to, '--framing', 'raw', ...args]);
  expect(command().hgrm).toBe(null);
  expect(command('--hgrm', '/tmp/lat.hgrm').hgrm).toBe('/tmp/lat.hgrm');
  expect(() => command('--hgrm', '')).toThrow('--hgrm "": is empty; name a file, or leave the flag out');
  expect(() => command('--hgrm', 'lat.hgrm', '--control', 'stdin')).toThrow(
    '--hgrm lat.hgrm with --control stdin: the report line has the histograms; leave one of them out',
  );
});
