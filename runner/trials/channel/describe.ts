/** The conditions of a channel trial, each in words, for tables and the lines below titles. */
import type { Term } from '../../result/plan.ts';
import type { ChannelSetup } from './setup.ts';

const contents = {
  bytes: 'bytes',
  record: 'a record of ten fields',
  numbers: 'an array of 1,000 numbers',
  text: '10 KB of text',
} as const satisfies Record<ChannelSetup['content'], string>;

const encodings = {
  native: 'as a value of the channel',
  json: 'as JSON text',
  v8: 'by v8.serialize',
} as const satisfies Record<ChannelSetup['encoding'], string>;

export function describe({ channel, mode, content, encoding, bytes, placement, cpus }: ChannelSetup): Term[] {
  const terms: (readonly [string, string])[] = [
    ['channel', `channel ${channel}`],
    ['mode', mode === 'pingpong' ? 'ping-pong, one message in flight' : 'stream in one direction'],
    ['payload', content === 'bytes' ? `${bytes.toLocaleString('en-US')} B payload` : contents[content]],
    ...(content === 'bytes' ? [] : [['encoding', encodings[encoding]] as const]),
    ['placement', describePlacement(placement, cpus)],
  ];
  return terms.map(([name, text]) => ({ name, text }));
}

/** `ends apart (processors 0 and 1)`, `ends on the same processor (0)`. */
function describePlacement(placement: ChannelSetup['placement'], cpus: ChannelSetup['cpus']): string {
  if (placement === 'free') return 'ends on any processor (nothing pinned)';
  if (placement === 'same') return `ends on the same processor${cpus === null ? '' : ` (${cpus[0]})`}`;
  return `ends ${placement}${cpus === null ? '' : ` (processors ${cpus[0]} and ${cpus[1]})`}`;
}
