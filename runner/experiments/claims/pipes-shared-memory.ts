/** Claim 3: pipes or shared memory instead of sockets, on one machine. */
import type { DeclaredClaim, Figure, Predicted } from './claim.ts';

const roundTripOf = (arm: string): Figure => ({
  from: { experiment: 'ipc', group: 'apart' },
  arm,
  metric: 'roundTripNs',
});

/** To change the channel for speed is advised where it is worth the change. */
const worth = 0.5;

function predictions(title: string, arm: string): readonly [Predicted, Predicted] {
  const figures = { of: roundTripOf(arm), against: roundTripOf('tcp-loopback') };
  return [
    { text: `${title} has a shorter round trip than an AF_INET socket`, ...figures, most: 1 },
    { text: `${title} has a round trip of at most half that of an AF_INET socket`, ...figures, most: worth },
  ];
}

export const pipesSharedMemoryClaim: DeclaredClaim = {
  number: 3,
  name: 'pipes-shared-memory',
  section: 'IPC',
  says: 'Who needs fast communication between two processes on one machine should look into pipes or shared memory, rather than sockets.',
  test: 'Round trips of 64 B between two processes on two processors: over two pipes with Node’s streams, and through rings in shared memory that wait by sleeping or by spinning, against TCP over loopback.',
  mechanism:
    'A round trip between processes that sleep is mostly two wake-ups, and these cost the same whatever carried the bytes: a pipe, or shared memory with a futex, saves the protocol’s work only. Shared memory is quicker by far where nobody sleeps: the reader sees the store as soon as the cache line arrives, at the price of a processor that spins.',
  sources: ['pipe(7)', 'futex(2)', 'shm_overview(7)', 'unix(7)'],
  observed: [],
  predictions: [
    ...predictions('a pipe', 'pipe'),
    ...predictions('shared memory, with waits that sleep,', 'shm-ring-block'),
    ...predictions('shared memory, with waits that spin,', 'shm-ring-spin'),
  ],
};
