/** Claim 11: how much to receive at a time. */
import type { DeclaredClaim, Figure } from './claim.ts';

const cpuOf = (arm: string): Figure => ({
  from: { experiment: 'chunk', group: 'epoll-loop' },
  arm,
  metric: 'cpuNsPerMessage',
});

/** What this suite calls equivalent. */
const within = 1.1;

export const chunkSizeClaim: DeclaredClaim = {
  number: 11,
  name: 'chunk-size',
  section: 'Using a Socket',
  says: '4096 or 8192 bytes are frequently a good size of chunk to receive: a good match for the buffers of the network.',
  test: 'Echoes of 64 KiB, four in flight on each of 16 connections, by a loop on epoll with receive buffers of 256 B, 4096 B, 8192 B and 64 KiB: processor time of the server per message.',
  mechanism:
    'Each recv has a price of its own, so that a message costs by how many it takes: 256 of them with 256 B, 16 with 4096 B, one with 64 KiB. Buffers of today’s kernels and segments with offloading hold far more than 8 KiB. Where messages are short, nothing depends on it.',
  sources: ['recv(2)', 'tcp(7): tcp_rmem', 'Documentation/networking/segmentation-offloads.rst'],
  observed: [],
  predictions: [
    {
      text: '4096 B is better than a small buffer: 256 B costs at least twice as much',
      of: cpuOf('256 B'),
      against: cpuOf('4096 B'),
      least: 2,
    },
    {
      text: '4096 B is large enough: it costs no more than 10 % more than 64 KiB',
      of: cpuOf('4096 B'),
      against: cpuOf('65536 B'),
      most: within,
    },
    {
      text: '8192 B is large enough: it costs no more than 10 % more than 64 KiB',
      of: cpuOf('8192 B'),
      against: cpuOf('65536 B'),
      most: within,
    },
  ],
};
