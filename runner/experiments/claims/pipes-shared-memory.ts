/** Claim 3: pipes or shared memory instead of sockets, on one machine. */
import { quiteABit, type DeclaredClaim, type Figure, type Predicted } from './claim.ts';

const roundTripOf = (arm: string): Figure => ({
  from: { experiment: 'ipc', group: 'apart' },
  arm,
  metric: 'roundTripNs',
});

function predictions(title: string, arm: string): readonly [Predicted, Predicted] {
  const figures = { of: roundTripOf(arm), against: roundTripOf('tcp-loopback') };
  return [
    { text: `${title} has a shorter round trip than an AF_INET socket`, ...figures, most: 1 },
    {
      text: `${title} is quite a bit faster: a round trip of at most four fifths of that`,
      ...figures,
      most: 1 / quiteABit,
    },
  ];
}

export const pipesSharedMemoryClaim: DeclaredClaim = {
  number: 3,
  name: 'pipes-shared-memory',
  section: 'IPC',
  says: 'Who needs fast communication between two processes on one machine should look into pipes or shared memory, rather than sockets.',
  test: 'Round trips of 64 B between two processes on two processors: over two pipes with Node’s streams, and through rings in shared memory that wait by sleeping or by spinning, against TCP over loopback.',
  mechanism:
    'A round trip between processes that sleep has two wake-ups, which cost the same whatever carried the bytes. Over TCP the protocol’s work at both ends comes to these, and a pipe, or shared memory with a futex, saves that alone. Shared memory is quicker by far where nobody sleeps: the reader sees the store as soon as the cache line arrives, at the price of a processor that spins.',
  sources: ['pipe(7)', 'futex(2)', 'shm_overview(7)', 'unix(7)'],
  observed: [],
  predictions: [
    ...predictions('a pipe', 'pipe'),
    ...predictions('shared memory, with waits that sleep,', 'shm-ring-block'),
    ...predictions('shared memory, with waits that spin,', 'shm-ring-spin'),
  ],
};
