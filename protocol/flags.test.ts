/** Refusals name the flag, the value, and what would do. */
import { expect, test } from 'vitest';
import { formatEndpoint, parseEndpoint } from './endpoint.ts';
import {
  HelpAsked,
  parseCount,
  parseCpuList,
  parseDurationMs,
  parseName,
  readFlags,
  text,
  UserError,
} from './flags.ts';

test.each([
  ['500ms', 500],
  ['2s', 2000],
  ['1.5s', 1500],
  ['10m', 600_000],
  ['1h', 3_600_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDurationMs('--budget', text)).toBe(ms);
});

test.each(['3 bananas', '', '10', '0s', '-1s', '25h', '1e3s', 's'])('refuses the duration %j', (text) => {
  expect(() => parseDurationMs('--budget', text)).toThrow(
    new UserError(`--budget ${text}: use a number with its unit, such as 500ms, 2s, 10m or 1h`),
  );
});

test('refuses counts that are none or out of range', () => {
  expect(parseCount('--workers', '12', 1, 64)).toBe(12);
  for (const text of ['0', '65', '1.5', '-1', 'two', '', ' 1', '0x10', '1e1']) {
    expect(() => parseCount('--workers', text, 1, 64)).toThrow(`--workers ${text}: use a whole number from 1 to 64`);
  }
});

test('refuses unknown names with the known ones', () => {
  expect(parseName('--model', 'b', ['a', 'b'])).toBe('b');
  expect(() => parseName('--model', 'c', ['a', 'b'])).toThrow('--model c: unknown; use one of a, b');
});

test('reads processor lists as taskset does', () => {
  expect(parseCpuList('--cpus', '3,0-1,1')).toEqual([0, 1, 3]);
  for (const text of ['', 'a', '2-1', '1-', ',', '-1']) expect(() => parseCpuList('--cpus', text)).toThrow(UserError);
});

test('a value may be below 0, for whoever has the flag to refuse; another flag is none', () => {
  const flags = { count: text, hold: { type: 'boolean' } } as const;
  expect({ ...readFlags(['--count', '-1', '--hold'], flags, 'usage') }).toEqual({ count: '-1', hold: true });
  expect({ ...readFlags(['--count=-1'], flags, 'usage') }).toEqual({ count: '-1' });
  for (const args of [['--count', '--hold'], ['--hold', '-1'], ['--other']])
    expect(() => readFlags(args, flags, 'the usage')).toThrow(/\nthe usage$/);
});

test.each(['--help', '-h'])('%s is the usage alone', (flag) => {
  expect(() => readFlags(['--count', '1', flag], { count: text }, 'the usage')).toThrow(new HelpAsked('the usage'));
});

test.each(['127.0.0.1:80', '[::1]:65535', 'localhost:1', 'unix:/tmp/x'])('reads the endpoint %s', (text) => {
  expect(formatEndpoint(parseEndpoint('--connect', text, 'not-zero'))).toBe(text);
});

test.each(['', 'host', ':80', 'host:', 'host:65536', '::1:80', 'unix:', `unix:${'x'.repeat(108)}`, 'a b:1'])(
  'refuses the endpoint %j',
  (text) => {
    expect(() => parseEndpoint('--listen', text, 'may-be-zero')).toThrow(/^--listen/);
  },
);

test('port 0 is for listening', () => {
  expect(parseEndpoint('--listen', '127.0.0.1:0', 'may-be-zero')).toEqual({ kind: 'tcp', host: '127.0.0.1', port: 0 });
  expect(() => parseEndpoint('--connect', '127.0.0.1:0', 'not-zero')).toThrow(UserError);
});
