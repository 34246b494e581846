/** What is sent is told from what is not, at whichever end. */
import { describe, expect, test } from 'vitest';
import { contentNames, encodings, type Channel, type ChannelSpec } from './channel.ts';
import { BytesContent, createContent, depthOfCheck, verifiedMessages } from './content.ts';
import { Answers } from './far-events.ts';
import { windowFor } from './window.ts';

const spec: ChannelSpec = { mode: 'pingpong', content: 'bytes', encoding: 'native', bytes: 64, check: 'full', seed: 1 };
const carriers = ['bytes', 'values'] as const;
/** Every way that a content can travel. */
const ways = contentNames.flatMap((content) =>
  encodings.flatMap((encoding) =>
    carriers.flatMap((carries) => {
      const isBytes = content === 'bytes';
      if (isBytes ? encoding !== 'native' : carries === 'bytes' ? encoding === 'native' : encoding === 'v8') return [];
      return [{ content, encoding, carries } as const];
    }),
  ),
);
const endsOf = ({ carries, ...way }: (typeof ways)[number], more: Partial<ChannelSpec> = {}) => {
  const channel: Pick<Channel, 'carries'> = { carries };
  const whole = { ...spec, bytes: way.content === 'bytes' ? 64 : 0, ...way, ...more };
  return {
    near: createContent(whole, channel),
    far: createContent(whole, channel),
    answers: new Answers(whole, channel),
  };
};

describe.each(ways)('$content as $encoding over $carries', (way) => {
  test('is what the other end expects, and what it echoes too', () => {
    const { near, answers } = endsOf(way);
    for (const sequence of [0, 1, 2]) {
      const reply = answers.to(near.copy(near.message(sequence)));
      if (reply === undefined) throw new Error('a ping-pong answers every message');
      expect(near.isEnd(reply)).toBe(false);
      near.check(reply, sequence, true);
    }
  });

  test('is refused with another number, or in another order', () => {
    const { near, far, answers } = endsOf(way);
    const message = near.copy(near.message(5));
    expect(far.isEnd(message)).toBe(false);
    expect(() => far.check(message, 4, false)).toThrow('instead of message 4 came 5');
    expect(() => answers.to(message)).toThrow('instead of message 0 came 5');
  });

  test('is refused when it was made from another seed', () => {
    const { near } = endsOf(way, { seed: 2 });
    const { far } = endsOf(way);
    const message = near.copy(near.message(3));
    far.isEnd(message);
    expect(() => far.check(message, 3, true)).toThrow(/message 3 came with (bytes|a value) that nobody sent/);
  });

  test('has an end, and acknowledgements with a count', () => {
    const { near, answers } = endsOf(way, { mode: 'stream' });
    const { acknowledgedEvery } = windowFor(way.content === 'bytes' ? 64 : 0);
    const replies = [];
    for (let sequence = 0; sequence < 2 * acknowledgedEvery; sequence++) {
      const reply = answers.to(near.copy(near.message(sequence)));
      if (reply !== undefined) replies.push(reply);
    }
    expect(
      replies.map((reply) => {
        expect(near.isEnd(reply)).toBe(false);
        return near.countIn(reply);
      }),
    ).toEqual([acknowledgedEvery, 2 * acknowledgedEvery]);
    const end = answers.to(near.end());
    expect(end !== undefined && near.isEnd(end)).toBe(true);
  });
});

describe('bytes', () => {
  const content = new BytesContent(spec);
  const sent = (sequence: number) => new Uint8Array(content.message(sequence));

  test.each([0, 3, 15, 16, 40, 63])('are refused when byte %d has changed', (at) => {
    const message = sent(7);
    message[at] = (message[at] as number) ^ 1;
    expect(() => content.check(message, 7, true)).toThrow(/instead of message 7 came|bytes that nobody sent/);
  });

  test.each([0, 63, 65])('are refused when there are %d of them', (length) => {
    const message = new Uint8Array(length);
    message.set(sent(7).subarray(0, length));
    expect(() => content.check(message, 7, false)).toThrow(`message 7 has ${length} bytes instead of 64`);
  });

  test('are checked where they lie', () => {
    const memory = new Uint8Array(200);
    memory.set(sent(9), 100);
    content.checkRange(memory, 100, 164, 9, true);
    expect(() => content.checkRange(memory, 99, 163, 9, false)).toThrow(/instead of message 9/);
  });
});

test('messages that may overtake one another have to come once each', () => {
  const near = createContent(spec, { carries: 'values' });
  const answers = new Answers({ ...spec, mode: 'stream' }, { carries: 'values' }, 'unordered');
  const take = (sequence: number) => answers.to(near.copy(near.message(sequence)));
  const counts = [2, 0, 1, 5, 4, 3].map((sequence) => near.countIn(take(sequence) ?? null));
  expect(counts).toEqual([1, 2, 3, 4, 5, 6]);
  expect(() => take(4)).toThrow('message 4 came twice');
  take(8);
  expect(() => take(8)).toThrow('message 8 came twice');
});

test('how much of a message is compared', () => {
  const depths = (check: ChannelSpec['check']) =>
    [0, verifiedMessages - 1, verifiedMessages, 64, 65].map((sequence) => depthOfCheck(check, sequence));
  expect(depths('full')).toEqual(['whole', 'whole', 'whole', 'whole', 'whole']);
  expect(depths('sample')).toEqual(['whole', 'whole', 'stamp', 'whole', 'stamp']);
  expect(depths('none')).toEqual(['whole', 'whole', 'none', 'none', 'none']);
});

test.each([
  [16, { messages: 1024, acknowledgedEvery: 512, batch: 64 }],
  [4096, { messages: 256, acknowledgedEvery: 128, batch: 64 }],
  [65_536, { messages: 16, acknowledgedEvery: 8, batch: 8 }],
  [1_048_576, { messages: 2, acknowledgedEvery: 1, batch: 1 }],
  [0, { messages: 1024, acknowledgedEvery: 512, batch: 64 }],
])('a stream of messages of %d bytes has a window of about a mebibyte', (bytes, window) => {
  expect(windowFor(bytes)).toEqual(window);
});
