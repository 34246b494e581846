/** Claim 9: whether the 5 digits of a length prefix come by one call of recv. */
import type { DeclaredClaim, ObservedArm } from './claim.ts';

interface Situation {
  /** 0: the header alone is asked for, and then the body. */
  readonly chunk: number;
  readonly inFlight: number;
  readonly writes: 'one' | 'two' | 'joined';
  readonly payload?: number;
  readonly messages: number;
}

const arm = (name: string, situation: Situation, takesMs: number) => ({
  name,
  setup: { observation: 'split-headers', parameters: { payload: 61, ...situation }, takesMs },
});

/** The same where no segment is longer than a packet of Ethernet. */
const inPackets = (name: string, situation: Situation, takesMs: number): ObservedArm => {
  const { setup } = arm(name, situation, takesMs);
  return { name, setup: { ...setup, network: 'packets' } };
};

/** More than the buffers of both sockets hold. */
const backlogged = 20_000;
const exact = { chunk: 0, writes: 'one' } as const;
const node = { chunk: 65_536, writes: 'joined' } as const;

/** A connection carries about 100,000 such messages a second: code that meets one such header among them breaks within seconds. */
const quickly = 1e-5;
const breaks = (name: string, situation: string) => ({
  text: `${situation}, at least 1 in 100,000 headers comes in parts`,
  of: { arm: name, metric: 'share' },
  least: quickly,
});

export const splitHeadersClaim: DeclaredClaim = {
  number: 9,
  name: 'split-headers',
  section: 'Using a Socket',
  says: 'Of a length prefix of 5 characters, one recv may not give all 5. While you play around you get away with it; under a high load code that relies on it breaks very quickly.',
  test: 'Messages of 61 B (and of 1,000 B) behind 5 digits, by one connection over loopback: 1, 256 or 20,000 in flight, the last more than the sockets’ buffers hold; also with packets of at most 1,500 B, as Ethernet has them. The reader asks for exactly 5 bytes and then for the body, or for chunks of 4 KiB, or of 64 KiB as Node does; counted are the headers of which the first call gave only a part.',
  mechanism:
    'A header is split where a buffer ends in it: the one that the reader hands over, or a segment of the kernel’s. A reader of exactly 5 bytes meets only the second, and a segment ends with a message unless more waits than one segment (64 KiB on loopback, 1,448 B on Ethernet) or the sender’s buffer holds; and the next segment has to be late. A reader of chunks meets the first whenever more waits than its chunk holds: 4 headers in as many bytes as the chunk has.',
  sources: ['recv(2)', 'tcp(7)', 'net/ipv4/tcp.c: tcp_sendmsg_locked, tcp_recvmsg_locked', 'RFC 9293, section 3.7'],
  figures: { share: 'Headers in parts' },
  observed: [
    arm('recv of 5, 1 in flight', { ...exact, inFlight: 1, messages: 1000 }, 50),
    arm('recv of 5, 256 in flight', { ...exact, inFlight: 256, messages: 80_000 }, 600),
    arm('recv of 5, 256 in flight, two writes', { ...exact, inFlight: 256, writes: 'two', messages: 5000 }, 80),
    inPackets('recv of 5, 256 in flight, MTU 1500', { ...exact, inFlight: 256, messages: 80_000 }, 600),
    arm('recv of 5, backlogged', { ...exact, inFlight: backlogged, writes: 'joined', messages: 80_000 }, 400),
    inPackets(
      'recv of 5, backlogged, MTU 1500',
      { ...exact, inFlight: backlogged, writes: 'joined', messages: 80_000 },
      400,
    ),
    arm('recv of 4 KiB, 256 in flight', { chunk: 4096, writes: 'one', inFlight: 256, messages: 20_000 }, 150),
    arm('recv of 64 KiB, 256 in flight', { ...node, inFlight: 256, messages: 200_000 }, 100),
    arm('recv of 64 KiB, backlogged', { ...node, inFlight: backlogged, payload: 1000, messages: 100_000 }, 120),
  ],
  predictions: [
    {
      text: 'while you play around (1 in flight), you get away with it: at most 1 in 1,000 headers comes in parts',
      of: { arm: 'recv of 5, 1 in flight', metric: 'share' },
      most: 1e-3,
    },
    breaks('recv of 5, 256 in flight', 'with 256 in flight, read by a recv of 5 B'),
    breaks('recv of 5, backlogged', 'with full buffers, read by a recv of 5 B'),
    breaks('recv of 5, backlogged, MTU 1500', 'with full buffers and packets of 1,500 B, read by a recv of 5 B'),
    breaks('recv of 4 KiB, 256 in flight', 'with 256 in flight, read by chunks of 4 KiB'),
    breaks('recv of 64 KiB, backlogged', 'with full buffers, read by chunks of 64 KiB'),
  ],
};
