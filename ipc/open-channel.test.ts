/** What was not sent is told, by whichever end sees it, also where the other one waits in a call. */
import { describe, expect, test } from 'vitest';
import { isProcessAlive } from '../native/thread-state.ts';
import type { BlockingEnd, Channel, ChannelSpec, End, EventEnd, Message } from './channel.ts';
import { channels } from './channels/index.ts';
import { OpenChannel } from './open-channel.ts';

const spec: ChannelSpec = {
  mode: 'pingpong',
  content: 'bytes',
  encoding: 'native',
  bytes: 64,
  check: 'sample',
  seed: 1,
};
/** Of one of the first messages, all of which are compared. */
const damaged = 3;

/** The channel with a near end that damages one message on its way out. */
function damaging(channel: Channel): Channel {
  return {
    ...channel,
    async meet(wanted) {
      const meeting = await channel.meet(wanted);
      return { ...meeting, near: async (far) => damagingEnd(await meeting.near(far)) };
    },
  };
}

function damagingEnd(end: End): End {
  let sent = 0;
  const damage = (bytes: Uint8Array) => {
    const copy = new Uint8Array(bytes);
    copy[50] = (copy[50] as number) ^ 1;
    return copy;
  };
  const sendBlocking = (bytes: Uint8Array, start: number, stop: number) => {
    const isNext = sent++ === damaged;
    (end as BlockingEnd).send(isNext ? damage(bytes) : bytes, start, stop);
  };
  const sendMessage = (message: Message) => {
    const isNext = sent++ === damaged;
    (end as EventEnd).send(isNext ? damage(message as Uint8Array) : message);
  };
  return new Proxy(end, {
    get(target, name) {
      if (name === 'send') return target.kind === 'blocking' ? sendBlocking : sendMessage;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

describe.each([
  'tcp-loopback',
  'message-port',
  'sab-ring-spin',
  'sab-ring-block',
  'shm-ring-block',
  'pipe-blocking',
] as const)('%s', (name) => {
  test.each(['pingpong', 'stream'] as const)('a message that changed on its way is told in a %s', async (mode) => {
    const channel = await OpenChannel.open(damaging(channels[name]), { ...spec, mode }, null);
    await expect(channel.verify()).rejects.toThrow(
      /^the far (process|thread): message 3 came with bytes that nobody sent$/,
    );
    await channel.close();
    if (channel.farPid !== process.pid) expect(isProcessAlive(channel.farPid)).toBe(false);
  });
});
