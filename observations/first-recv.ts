/**
 * How much of a message one recv(2) gives that has room for all of it: "the receive calls normally return any data available, up
 * to the requested amount, rather than waiting for receipt of the full amount requested". One message is on its way at a time.
 */
import { check } from '../native/libc.ts';
import { recv } from '../native/sockets.ts';
import { distributionOf, medianOf } from './counting.ts';
import { openCreditedConnection } from './credited-sender.ts';
import { giveOn } from './credits.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';

export const firstRecv = defineObservation({
  name: 'first-recv',
  description:
    'one message at a time, in one send: how many of them the first recv gives less than all of (share), and how much it gives (bytes)',
  parameters: { bytes: 65_536, messages: 200 },
  server: 'none',
  open: async ({ bytes, messages }): Promise<Observing> => {
    requireWhole('bytes', bytes, 1, 1 << 28);
    requireWhole('messages', messages, 1, 100_000);
    const connection = await openCreditedConnection({ message: new Uint8Array(bytes), writes: 'one' });
    const place = new Uint8Array(bytes);
    return {
      observe: async () => receiveOften(connection.reader, place, messages),
      [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    };
  },
});

function receiveOften(fd: number, place: Uint8Array, messages: number): Seen {
  const give = giveOn(fd);
  const first = Array.from({ length: messages }, () => {
    give(1);
    const got = receive(fd, place, place.length);
    for (let left = place.length - got; left > 0;) left -= receive(fd, place, left);
    return got;
  });
  return {
    share: { events: first.filter((bytes) => bytes < place.length).length, of: messages },
    bytes: medianOf(first),
    distribution: distributionOf('bytes that the first recv gave', 'B', first),
  };
}

function receive(fd: number, place: Uint8Array, bytes: number): number {
  const got = check('recv', recv(fd, place, bytes, 0));
  if (got === 0) throw new Error('the sending thread ended in the middle of its messages');
  return got;
}
