/**
 * How much one send(2) takes that does not wait, on a connection whose peer does not read yet: with MSG_DONTWAIT or
 * O_NONBLOCK the kernel takes what its buffers have room for, and says how much that was.
 */
import { constants } from 'node:os';
import { check, lastErrno } from '../native/libc.ts';
import { close, MSG_DONTWAIT, MSG_NOSIGNAL, send } from '../native/sockets.ts';
import { distributionOf, medianOf } from './counting.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { openTcpPair } from './tcp-pair.ts';
import { requireWhole } from './whole-number.ts';

export const partialSend = defineObservation({
  name: 'partial-send',
  description:
    'one send that does not wait, on a fresh connection whose peer does not read: those that took less than all (share), and what they took (bytes)',
  parameters: { bytes: 8_388_608, sends: 10 },
  server: 'none',
  open: async ({ bytes, sends }): Promise<Observing> => {
    requireWhole('bytes', bytes, 1, 1 << 28);
    requireWhole('sends', sends, 1, 10_000);
    const given = new Uint8Array(bytes);
    return { observe: async () => sendOften(given, sends), [Symbol.asyncDispose]: async () => {} };
  },
});

function sendOften(given: Uint8Array, sends: number): Seen {
  const took = Array.from({ length: sends }, () => sendOnce(given));
  return {
    share: { events: took.filter((bytes) => bytes < given.length).length, of: sends },
    bytes: medianOf(took),
    distribution: distributionOf('bytes that one send took', 'B', took),
  };
}

function sendOnce(given: Uint8Array): number {
  const { near, far } = openTcpPair('non-blocking');
  try {
    const took = send(near, given, given.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    return took === -1 && lastErrno() === constants.errno.EAGAIN ? 0 : check('send', took);
  } finally {
    close(near);
    close(far);
  }
}
