/** A load that several processes make reaches each of them by its command line. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../protocol/flags.ts';
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

describe('open loops', () => {
  const command = (...args: string[]) => parseLoadCommand([...to, '--framing', 'length-u32', ...args]);
  const refusal = (...args: string[]) => {
    try {
      command(...args);
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    return null;
  };

  test('are written and read again, with their part of the schedule', () => {
    const { load } = command('--shape', 'open:1234.5', '--pacing', 'spin', '--cpus', '1');
    const part = { ...load, part: { first: 20, of: 64 }, connections: 10, seed: 21 };
    expect(parseLoadSpec(formatLoadSpec(part))).toEqual(part);
  });

  test('spin where the client has processors for itself, and sleep elsewhere, unless they are told', () => {
    const pacing = (...args: string[]) => command('--shape', 'open:10', ...args).load.pacing;
    expect([
      pacing(),
      pacing('--cpus', '0'),
      pacing('--pacing', 'spin'),
      pacing('--cpus', '0', '--pacing', 'sleep'),
    ]).toEqual(['sleep', 'spin', 'spin', 'sleep']);
  });

  test('--slo takes a closed loop to begin with', () => {
    const { objective, load } = command('--slo', 'p99=5ms');
    expect(objective).toEqual({ percentile: 'p99', limitNs: 5e6 });
    expect(load.shape).toEqual({ kind: 'closed', depth: 1 });
    expect(command().objective).toBe(null);
  });

  const shapes =
    'use closed:DEPTH with DEPTH from 1 to 1024, or open:RATE with RATE above 0 and up to 10000000 requests/s';
  test.each([
    [['--shape', 'open:0'], `--shape open:0: ${shapes}`],
    [['--shape', 'open:-1'], `--shape open:-1: ${shapes}`],
    [['--shape', 'open:'], `--shape open:: ${shapes}`],
    [['--shape', 'open:1e9'], `--shape open:1e9: ${shapes}`],
    [['--shape', 'open:10000001'], `--shape open:10000001: ${shapes}`],
    [['--shape', 'closed:0'], `--shape closed:0: ${shapes}`],
    [['--shape', 'open:5:5'], `--shape open:5:5: ${shapes}`],
    [['--slo', 'p99=0'], '--slo p99=0: nobody replies in no time; use a time above 0, such as p99=5ms'],
    [['--slo', 'p99=0ms'], '--slo p99=0ms: nobody replies in no time; use a time above 0, such as p99=5ms'],
    [['--slo', 'p98=5ms'], '--slo p98=5ms: use PERCENTILE=TIME with p50, p90, p99, p99.9, such as p99=5ms'],
    [['--slo', 'p99'], '--slo p99: use PERCENTILE=TIME with p50, p90, p99, p99.9, such as p99=5ms'],
    [['--slo', 'toString=5ms'], '--slo toString=5ms: use PERCENTILE=TIME with p50, p90, p99, p99.9, such as p99=5ms'],
    [['--slo', 'p99=5'], '--slo p99=5: 5: use a number with its unit, such as 500ms, 2s, 10m or 1h'],
    [
      ['--slo', 'p99=5ms', '--shape', 'open:100'],
      '--slo p99=5ms with --shape open:100: the rate is what it finds; leave --shape out',
    ],
    [
      ['--slo', 'p99=5ms', '--duration', '2s'],
      '--slo p99=5ms with --duration 2s: how long its probes are follows from the objective; leave --duration out',
    ],
    [
      ['--slo', 'p99=5ms', '--connections', '0', '--control', 'stdin', '--hold'],
      '--slo p99=5ms with --connections 0: use 1 connection or more',
    ],
    [
      ['--slo', 'p99=5ms', '--requests-per-connection', '3'],
      '--slo p99=5ms: needs connections that are kept, and --requests-per-connection replaces them',
    ],
    [
      ['--slo', 'p99=5ms', '--hgrm', 'lat.hgrm'],
      '--hgrm lat.hgrm with --slo p99=5ms: a search has a distribution for each rate; leave --hgrm out, or use --shape open:RATE',
    ],
    [
      ['--shape', 'open:100', '--framing', 'until-close'],
      '--shape open:100: an open loop keeps its connections, and --framing until-close replaces its connections; use closed:1',
    ],
    [
      ['--shape', 'open:100', '--requests-per-connection', '3'],
      '--shape open:100: an open loop keeps its connections, and --requests-per-connection 3 replaces them; use closed:1',
    ],
    [
      ['--shape', 'open:100', '--connections', '0', '--control', 'stdin', '--hold'],
      '--shape open:100 with --connections 0: use 1 connection or more',
    ],
    [['--shape', 'open:100', '--pacing', 'fast'], '--pacing fast: unknown; use one of spin, sleep'],
    [
      ['--shape', 'open:10000000', '--duration', '10s'],
      '--shape open:10000000 with --duration 10s: needs a schedule of 115000000 requests, more than the 20000000 that are held; use a lower rate, or a window of 1739 ms or less',
    ],
  ])('%s is refused in a sentence that says what would do', (args, message) => {
    expect(refusal(...args)).toBe(message);
  });
});
