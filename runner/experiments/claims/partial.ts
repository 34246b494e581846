/** Claim 8: how much of what they are given send and recv handle, and what becomes of a reader that takes one chunk for one message. */
import type { DeclaredClaim } from './claim.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

const arm = (
  name: string,
  observation: string,
  parameters: Readonly<Record<string, number>>,
  takesMs: number,
): DeclaredClaim['observed'][number] => ({ name, setup: { observation, parameters, takesMs } });

const send = (size: string, bytes: number) =>
  arm(`send of ${size}, not waiting`, 'partial-send', { bytes, sends: 10 }, 20);
const reader = (size: string, bytes: number, inFlight: number) =>
  arm(
    `one chunk, one message: ${size}, ${inFlight} in flight`,
    'one-chunk',
    { bytes, inFlight, messages: bytes > KiB ? 600 : 1000 },
    bytes > KiB ? 100 : 60,
  );

export const partialClaim: DeclaredClaim = {
  number: 8,
  name: 'partial',
  section: 'Using a Socket',
  says: 'send and recv do not necessarily handle all the bytes that you hand them or expect from them; they say how many they handled, and it is up to you to call them again until the message is dealt with.',
  test: 'One send of 1 B to 8 MiB that does not wait, on a fresh connection over loopback whose peer does not read; sends of 1 MiB that wait, to a peer that reads; one recv with room for a message of 64 B to 8 MiB, one message at a time. And a reader that takes each chunk of Node for one message: messages of 64 B and of 64 KiB, 1 or 16 in flight.',
  mechanism:
    'A send that does not wait takes what the buffers have room for; one that waits goes on until the kernel has all, unless a signal or a time limit ends it. A recv gives what has come: less than a message that is larger than the buffers, and parts of several where they lie there together.',
  sources: ['send(2)', 'recv(2)', 'tcp(7)', 'net/ipv4/tcp.c: tcp_sendmsg_locked, tcp_recvmsg_locked'],
  figures: { share: 'Not handled in one go', bytes: 'Bytes of one call, median' },
  observed: [
    send('1 B', 1),
    send('1 KiB', KiB),
    send('64 KiB', 64 * KiB),
    send('1 MiB', MiB),
    send('8 MiB', 8 * MiB),
    arm('send of 1 MiB, waiting', 'blocking-send', { bytes: MiB, sends: 100 }, 100),
    arm('recv of 64 B', 'first-recv', { bytes: 64, messages: 200 }, 20),
    arm('recv of 64 KiB', 'first-recv', { bytes: 64 * KiB, messages: 200 }, 30),
    arm('recv of 8 MiB', 'first-recv', { bytes: 8 * MiB, messages: 10 }, 100),
    reader('64 B', 64, 1),
    reader('64 B', 64, 16),
    reader('64 KiB', 64 * KiB, 1),
    reader('64 KiB', 64 * KiB, 16),
  ],
  predictions: [
    {
      text: 'at least half of the sends of 8 MiB that do not wait take less than all',
      of: { arm: 'send of 8 MiB, not waiting', metric: 'share' },
      least: 0.5,
    },
    {
      text: 'at least half of the recvs with room for a message of 8 MiB give less',
      of: { arm: 'recv of 8 MiB', metric: 'share' },
      least: 0.5,
    },
    {
      text: 'with 16 messages of 64 B in flight, at least a tenth does not come as one chunk',
      of: { arm: 'one chunk, one message: 64 B, 16 in flight', metric: 'share' },
      least: 0.1,
    },
  ],
};
