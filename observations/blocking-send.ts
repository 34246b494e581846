/**
 * Whether a send(2) that waits takes less than all: send(2) says that it "normally blocks" where a message does not fit into the
 * socket's buffer. A thread sends, and its peer reads as fast as it can.
 */
import { check } from '../native/libc.ts';
import { recv } from '../native/sockets.ts';
import { openCreditedConnection } from './credited-sender.ts';
import { Credits, giveOn } from './credits.ts';
import { defineObservation, type Observing } from './observation.ts';
import { requireWhole } from './whole-number.ts';

export const blockingSend = defineObservation({
  name: 'blocking-send',
  description: 'a send that waits, to a peer that reads: those that took less than all (share)',
  parameters: { bytes: 1_048_576, sends: 100 },
  server: 'none',
  open: async ({ bytes, sends }): Promise<Observing> => {
    requireWhole('bytes', bytes, 1, 1 << 28);
    requireWhole('sends', sends, 1, 100_000);
    const connection = await openCreditedConnection({ message: new Uint8Array(bytes), writes: 'one' });
    let asked = 0;
    return {
      observe: async () => {
        const before = connection.sendsOf(asked);
        readAll(connection.reader, bytes, sends);
        asked += sends;
        const after = connection.sendsOf(asked);
        return { share: { events: after.partial - before.partial, of: after.calls - before.calls } };
      },
      [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    };
  },
});

const chunk = new Uint8Array(1 << 18);

function readAll(reader: number, bytes: number, sends: number): void {
  const credits = new Credits(sends, 2, giveOn(reader));
  for (let nth = 0; nth < sends; nth++) {
    for (let left = bytes; left > 0;) {
      const got = check('recv', recv(reader, chunk, Math.min(left, chunk.length), 0));
      if (got === 0) throw new Error('the sending thread ended in the middle of its messages');
      left -= got;
    }
    credits.add(1);
  }
}
