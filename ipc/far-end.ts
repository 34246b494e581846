/** The far end, wherever it runs: it joins its channel and serves it. */
import type { Channel } from './channel.ts';
import { channels, type ChannelName } from './channels/index.ts';
import { BytesContent } from './content.ts';
import type { FarOrder, FarWord } from './far.ts';
import { BlockingFar } from './far-blocking.ts';
import { Answers, answerMessages } from './far-events.ts';

export interface FarSurroundings {
  readonly say: (word: FarWord) => void;
  /** Says what was wrong, and ends: the near end may be waiting in a call, and hears of nothing but an end that is gone. */
  readonly fail: (error: Error) => void;
  readonly isPeerAlive: () => boolean;
}

/** Returns what serves one slice, where the end blocks; where it does not, there is nothing to be done. */
export async function joinChannel(order: FarOrder, { say, fail, isPeerAlive }: FarSurroundings): Promise<() => void> {
  const { spec } = order;
  const channel: Channel = channels[order.channel as ChannelName];
  const end = await channel.join(order.place as never, spec, { isPeerAlive });
  if (end.kind === 'event') {
    answerMessages(end, new Answers(spec, channel), fail);
    say({ kind: 'joined' });
    return () => {};
  }
  const far = new BlockingFar(end, spec, new BytesContent(spec));
  say({ kind: 'joined' });
  return () => {
    try {
      far.serve();
    } catch (error) {
      fail(error as Error);
    }
  };
}
