/** The near end on an event loop, with a far end that a test plays. */
import { describe, expect, test } from 'vitest';
import { LatencyRecorder } from '../latency/recorder.ts';
import type { ChannelSpec, EventEnd, Listener, Message } from './channel.ts';
import { createContent } from './content.ts';
import { Answers } from './far-events.ts';
import { EventNear } from './near-events.ts';

const noEdges = { opened: () => {}, closed: () => {} };

/** @param hears which messages come through, by their number from 0 */
function playedFar(mode: ChannelSpec['mode'], hears: (number: number) => boolean, silenceMs: number) {
  const spec: ChannelSpec = { mode, content: 'bytes', encoding: 'native', bytes: 64, check: 'full', seed: 1 };
  const answers = new Answers(spec, { carries: 'bytes' });
  let sent = 0;
  let listener: Listener | undefined;
  const send = (message: Message) => {
    if (!hears(sent++)) return;
    const answer = answers.to(new Uint8Array(message as Uint8Array));
    if (answer !== undefined) setImmediate(() => listener?.onMessage(answer));
  };
  const listen = (wanted: Listener) => {
    listener = wanted;
  };
  const kind = { kind: 'event', givesAway: false, isUnordered: false } as const;
  const end: EventEnd = { ...kind, send, flush: () => {}, listen, close: () => {} };
  const content = createContent(spec, { carries: 'bytes' });
  return new EventNear({ spec, end, content, recorder: new LatencyRecorder(), silenceMs });
}

describe.each(['pingpong', 'stream'] as const)('%s', (mode) => {
  test('a far end that falls silent fails the slice, and every later one', async () => {
    const near = playedFar(mode, (number) => number < 5, 20);
    await expect(near.run(10_000, noEdges)).rejects.toThrow('the far end has said nothing for 0.02 s');
    await expect(near.run(10, noEdges)).rejects.toThrow('the far end has said nothing');
  });

  test('one that answers may take longer than that for all of a slice', async () => {
    const near = playedFar(mode, () => true, 50);
    await near.verify();
    const { messages, windowNs } = await near.run(200, noEdges);
    expect(messages).toBeGreaterThan(0);
    expect(windowNs).toBeGreaterThanOrEqual(200e6);
  });
});
