/** What the command line of the channel program is read as, and what is refused with which sentence. */
import { expect, test } from 'vitest';
import { UserError } from '../protocol/flags.ts';
import { channels } from './channels/index.ts';
import { parseChannelCommand } from './spec.ts';

const parse = (flags: string) => parseChannelCommand(flags.split(' '));

test('a command has defaults for what it does not say', () => {
  expect(parse('--channel shm-ring-block --mode stream --bytes 64')).toEqual({
    channel: 'shm-ring-block',
    spec: { mode: 'stream', content: 'bytes', encoding: 'native', bytes: 64, check: 'sample', seed: 1 },
    durationMs: 1000,
    cpus: null,
    control: 'none',
  });
});

test('both ends may be on one processor, in either order on two', () => {
  expect(parse('--channel pipe --mode pingpong --bytes 16 --cpus 0,0').cpus).toEqual([0, 0]);
});

test('objects have sizes of their own', () => {
  const { spec } = parse('--channel unix-socket --mode pingpong --content text --encoding json');
  expect(spec).toMatchObject({ content: 'text', encoding: 'json', bytes: 0 });
});

test.each([
  [
    '--channel carrier-pigeon --mode pingpong --bytes 64',
    /--channel carrier-pigeon: unknown; use one of tcp-loopback, /,
  ],
  ['--mode pingpong --bytes 64', /--channel is missing; use one of tcp-loopback, /],
  ['--channel pipe --bytes 64', /--mode is missing; use pingpong or stream/],
  ['--channel pipe --mode fast --bytes 64', /--mode fast: unknown; use one of pingpong, stream/],
  ['--channel pipe --mode stream', /--bytes is missing; use a whole number from 16 to 1048576/],
  ['--channel pipe --mode stream --bytes 0', /--bytes 0: use a whole number from 16 to 1048576/],
  ['--channel pipe --mode stream --bytes 1048577', /--bytes 1048577: use a whole number from 16 to 1048576/],
  [
    '--channel pipe --mode stream --bytes 64 --cpus 0,9999',
    /--cpus 0,9999: use processors that this process may use: /,
  ],
  ['--channel pipe --mode stream --bytes 64 --cpus 0', /--cpus 0: use two processor numbers, such as 0,1/],
  ['--channel pipe --mode stream --bytes 64 --duration 5', /--duration 5: use a number with its unit/],
  ['--channel pipe --mode stream --bytes 64 --check some', /--check some: unknown; use one of full, sample, none/],
  ['--channel pipe --mode stream --content record', /pipe carries bytes, not values; use --encoding json or v8/],
  ['--channel pipe --mode stream --content record --bytes 64', /--bytes 64: record has its own size; leave it out/],
  [
    '--channel sab-ring-spin --mode stream --content text',
    /sab-ring-spin is measured with bytes only; use --content bytes/,
  ],
  ['--channel pipe --mode stream --bytes 64 --encoding json', /bytes travel as they are; leave --encoding out/],
  [
    '--channel message-port --mode stream --content text --encoding v8',
    /serializes by itself; use --encoding native or json/,
  ],
  ['--channel pipe --mode stream --bytes 64 --between processes', /Unknown option '--between'/],
])('%s is refused', (flags, message) => {
  expect(() => parse(flags)).toThrow(UserError);
  expect(() => parse(flags)).toThrow(message);
});

test('every channel has its file, and says what it is', () => {
  for (const [name, channel] of Object.entries(channels)) {
    expect(channel.name).toBe(name);
    expect(channel.description.length).toBeGreaterThan(20);
    expect(channel.supports().ok).toBe(true);
  }
});
