/** Claim 7: a connection for one exchange, and what that costs. */
import type { DeclaredClaim, Figure } from './claim.ts';

const cpuOf = (arm: string): Figure => ({
  from: { experiment: 'framing', group: 'event-loop, 1 KiB' },
  arm,
  metric: 'cpuNsPerMessage',
});

export const oneExchangeClaim: DeclaredClaim = {
  number: 7,
  name: 'one-exchange',
  section: 'Creating a Socket',
  says: 'A client socket is normally used for one exchange, or a small set of sequential ones, and then destroyed.',
  test: 'Echoes of 1 KiB by an event loop: each on a connection of its own, whose end is the end of the message, and on connections that are kept, with a length before each message; processor time of the server per exchange.',
  mechanism:
    'A connection of its own adds to the two segments of a short exchange those of the handshake and of the end, and accept and close to recv and send, besides the objects that Node makes for a socket. It is the larger part of a short exchange, and a small one of an exchange that transfers or computes much: HTTP has kept its connections since 1.1 for this reason.',
  sources: ['RFC 9293, sections 3.5 and 3.6', 'RFC 9112, section 9.3', 'accept(2), close(2)'],
  observed: [],
  predictions: [
    {
      text: 'it can be afforded: one processor serves at least 1,000 such exchanges in a second',
      of: cpuOf('until-close'),
      most: 1e6,
    },
    {
      text: 'it is no waste: an exchange on a connection of its own costs no more than two on a connection that is kept',
      of: cpuOf('until-close'),
      against: cpuOf('length-u32'),
      most: 2,
    },
  ],
};
