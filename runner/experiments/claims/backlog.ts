/** Claim 6: how many connects wait, and what becomes of those beyond. */
import type { DeclaredClaim } from './claim.ts';

const burst = 64;
const arm = (backlog: number) => ({
  name: `backlog ${backlog}`,
  setup: { observation: 'backlog', parameters: { backlog, burst }, takesMs: backlog < burst ? 1100 : 160 },
});

/** Code that is written properly, as properly as can be. */
const accepting = {
  name: 'backlog 5, accepted at once',
  setup: { observation: 'backlog', parameters: { backlog: 5, burst, accepting: true }, takesMs: 1250 },
};

/** Where more than one burst in ten has a connect that waits for a second, the queue is no plenty any more. */
const plenty = 0.1;

export const backlogClaim: DeclaredClaim = {
  number: 6,
  name: 'backlog',
  section: 'Creating a Socket',
  says: 'With listen(5) the library queues as many as 5 connect requests before it refuses more, and if the code is written properly that is plenty.',
  test: `${burst} connects at once while nobody accepts, with a backlog of 1, 5, 128 and 511; after 150 ms all are accepted. And eight such bursts with a backlog of 5 while a thread does nothing but accept.`,
  mechanism:
    'Linux admits one connection more than the backlog says. It refuses none of the others: it ignores their requests, and each waits until it is sent again after 1 s. A burst is faster than a thread that accepts: it takes longer to wake and accept one than to send the next request.',
  sources: [
    'listen(2)',
    'net/ipv4/tcp_input.c: tcp_conn_request',
    'include/net/sock.h: sk_acceptq_is_full',
    'RFC 6298, section 2',
  ],
  figures: {
    count: 'Connects admitted at once',
    share: 'Connects refused; of bursts beside a thread that accepts: delayed',
    durationNs: 'Until the last one is through',
  },
  observed: [arm(1), arm(5), arm(128), arm(511), accepting],
  predictions: [
    {
      text: 'with a backlog of 5, exactly 5 connects are queued',
      of: { arm: 'backlog 5', metric: 'count' },
      least: 5,
      most: 5,
    },
    {
      text: 'with a backlog of 5, those beyond are refused: at least half of the burst is',
      of: { arm: 'backlog 5', metric: 'share' },
      least: 0.5,
    },
    {
      text: `5 is plenty where a thread does nothing but accept: of bursts of ${burst}, one in ten has a connect that is not admitted at once, or fewer`,
      of: { arm: accepting.name, metric: 'share' },
      most: plenty,
    },
  ],
};
