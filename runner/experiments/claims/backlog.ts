/** Claim 6: how many connects wait, and what becomes of those beyond. */
import type { DeclaredClaim } from './claim.ts';

const burst = 64;
const arm = (backlog: number) => ({
  name: `backlog ${backlog}`,
  setup: { observation: 'backlog', parameters: { backlog, burst }, takesMs: backlog < burst ? 1100 : 160 },
});

export const backlogClaim: DeclaredClaim = {
  number: 6,
  name: 'backlog',
  section: 'Creating a Socket',
  says: 'With listen(5) the library queues as many as 5 connect requests before it refuses more, and if the code is written properly that is plenty.',
  test: `${burst} connects at once while nobody accepts, with a backlog of 1, 5, 128 and 511; then all are accepted. Whether 5 is plenty depends on how soon the code accepts, and is not judged: the time shows what it costs where nobody does for 150 ms.`,
  mechanism:
    'Linux admits one connection more than the backlog says. It refuses none of the others: it ignores their requests, and each waits until it is sent again after 1 s.',
  sources: [
    'listen(2)',
    'net/ipv4/tcp_input.c: tcp_conn_request',
    'include/net/sock.h: sk_acceptq_is_full',
    'RFC 6298, section 2',
  ],
  figures: {
    count: 'Connects admitted at once',
    share: 'Connects refused',
    durationNs: 'Until the last one is through',
  },
  observed: [arm(1), arm(5), arm(128), arm(511)],
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
  ],
};
