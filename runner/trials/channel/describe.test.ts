/** Conditions and notes, in words. */
import { expect, test } from 'vitest';
import { describe } from './describe.ts';
import { notes } from './details.ts';
import type { ChannelSetup } from './setup.ts';

const setup: ChannelSetup = {
  ...{ channel: 'pipe', mode: 'pingpong', content: 'bytes', encoding: 'native', bytes: 65_536 },
  ...{ placement: 'apart', cpus: [2, 5], spins: false },
};
const said = (changes: Partial<ChannelSetup>) =>
  describe({ ...setup, ...changes })
    .map(({ text }) => text)
    .join('; ');

test('each condition in words', () => {
  expect(said({})).toBe(
    'channel pipe; ping-pong, one message in flight; 65,536 B payload; ends apart (processors 2 and 5)',
  );
  expect(said({ mode: 'stream', placement: 'free', cpus: null })).toContain(
    'stream in one direction; 65,536 B payload; ends on any processor (nothing pinned)',
  );
  expect(said({ content: 'record', encoding: 'json', bytes: 0, placement: 'same', cpus: [1, 1] })).toContain(
    'a record of ten fields; as JSON text; ends on the same processor (1)',
  );
});

test('what spins on one processor is said to', () => {
  const cells = ['shm-ring-spin', 'pipe'].map((arm) => ({
    arm,
    setup: { ...setup, placement: 'same', spins: arm !== 'pipe' } as const,
  }));
  expect(notes(cells)).toEqual([
    expect.stringMatching(/^Both ends on one processor: `shm-ring-spin` wait by spinning/),
  ]);
  expect(notes(cells.map(({ arm, setup: own }) => ({ arm, setup: { ...own, placement: 'apart' } })))).toEqual([]);
});
