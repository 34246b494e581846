/** A figure shows its uncertainty, and none that it does not have. */
import { expect, test } from 'vitest';
import type { FramingName } from '../protocol/framing/index.ts';
import type { Result } from './estimate.bench.ts';
import { formatFraming, formatNotes } from './table.bench.ts';

function table(rounds: number): string {
  const cell = { framing: 'slip', contents: 'printable', payloadBytes: 64, work: '65536', memory: null } as const;
  const rates = Array.from({ length: rounds }, (_, round) => 1e6 + round);
  const own: Result = { ...cell, contestant: 'echobench', role: 'ours', messagesPerSecond: rates };
  const peer: Result = { ...cell, contestant: 'slip', role: 'peer', messagesPerSecond: rates.map((rate) => rate / 4) };
  return `${formatFraming([[own, peer]])}\n${formatNotes(['slip'], rounds)}`;
}

test('6 rounds give an interval', () => {
  expect(table(6)).toMatch(/×4\.00 \(4\.00–4\.00\)/);
  expect(table(6)).toContain('(a 97 % interval)');
});

test.each([1, 5])('%d rounds give none, and the notes say so', (rounds) => {
  expect(table(rounds)).toMatch(/×4\.00$/m);
  expect(table(rounds)).not.toMatch(/\d%|\(\d/);
  expect(table(rounds)).toContain('no interval below 6 rounds');
});

const tableOf = (framing: FramingName, work: Result['work']) => {
  const cell = { framing, contents: 'printable', payloadBytes: 65_536, work, memory: null } as const;
  const own: Result = {
    ...cell,
    contestant: 'echobench',
    role: 'ours',
    messagesPerSecond: [1e8, 1e8, 1e8, 1e8, 1e8, 1e8],
  };
  return formatFraming([[own]]);
};

test('megabytes per second are not told of bytes that nothing touches', () => {
  expect(tableOf('raw', '65536')).not.toContain('MB/s');
  expect(tableOf('raw', 'encode')).not.toContain('MB/s');
  for (const framing of ['fixed', 'length-u32', 'type-tagged'] as const) {
    expect(tableOf(framing, '65536')).not.toContain('6.6 M');
    expect(tableOf(framing, 'encode')).toContain('6.6 M');
  }
  expect(tableOf('delimited', '65536')).toContain('6.6 M');
});
