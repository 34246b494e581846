/** Claim 14: whether close alone is the same as shutdown and close. */
import type { DeclaredClaim, Figure } from './claim.ts';

/** What the peer's receive buffer takes while it does not read, and what it does not. */
const sizes = { small: 2 ** 10, large: 2 ** 20 } as const;

const arms = {
  closeRead: { name: 'close, all read, 1 MiB', set: { way: 'close', replyBytes: sizes.large } },
  shutdownRead: { name: 'shutdown and close, all read, 1 MiB', set: { way: 'shutdown', replyBytes: sizes.large } },
  closeSmall: { name: 'close, unread, 1 KiB', set: { way: 'close', unread: true, replyBytes: sizes.small } },
  shutdownSmall: {
    name: 'shutdown and close, unread, 1 KiB',
    set: { way: 'shutdown', unread: true, replyBytes: sizes.small },
  },
  closeLarge: { name: 'close, unread, 1 MiB', set: { way: 'close', unread: true, replyBytes: sizes.large } },
  shutdownLarge: {
    name: 'shutdown and close, unread, 1 MiB',
    set: { way: 'shutdown', unread: true, replyBytes: sizes.large },
  },
  lingerLarge: {
    name: 'shutdown, read to the end, close, 1 MiB',
    set: { way: 'linger', unread: true, replyBytes: sizes.large },
  },
  closeCopied: {
    name: 'close one of two descriptors, 1 KiB',
    set: { way: 'close', copied: true, replyBytes: sizes.small },
  },
  shutdownCopied: {
    name: 'shutdown and close one of two, 1 KiB',
    set: { way: 'shutdown', copied: true, replyBytes: sizes.small },
  },
} as const;

const failed = ({ name }: { readonly name: string }): Figure => ({ arm: name, metric: 'share' });

/** One exchange in ten: “normally” leaves room, and so do the exact intervals of 160 exchanges. */
const same = 0.1;

export const closeClaim: DeclaredClaim = {
  number: 14,
  name: 'close',
  section: 'Disconnecting',
  says: 'Strictly speaking one should shut a socket down before it is closed, but normally close is the same as shutdown and close, so that in most situations shutdown is not needed.',
  test: 'A server has replied and closes while its peer does not read yet: at once, after shutdown, or after shutdown and reading to the peer’s end; with its input read or not, and with one descriptor of the connection or two. Counted are the peers that do not get the whole reply and then the end (within 200 ms).',
  mechanism:
    'A close with unread input sends RST instead of FIN and drops what is not sent yet, shutdown before it or not; only reading to the peer’s end helps. What is at the peer stays readable there on Linux, behind a FIN as an orderly end, else as ECONNRESET. close acts on the connection when its last descriptor is closed; shutdown acts at once.',
  sources: [
    'close(2)',
    'shutdown(2)',
    'RFC 1122, section 4.2.2.13',
    'RFC 2525, section 2.17',
    'net/ipv4/tcp.c: __tcp_close, tcp_recvmsg_locked',
    'net/ipv4/tcp_input.c: tcp_fin, tcp_reset',
  ],
  figures: { share: 'Peers that miss a part or the end', count: 'Whole replies, of 20' },
  observed: Object.values(arms).map(({ name, set }) => ({
    name,
    setup: { observation: 'close', parameters: set, takesMs: name === arms.closeCopied.name ? 230 : 40 },
  })),
  predictions: [
    {
      text: 'with nothing unread, fewer than 1 in 20 peers of a close miss a part of 1 MiB or the end',
      of: failed(arms.closeRead),
      most: 0.05,
    },
    {
      text: 'with unread input, close fails as many peers with a reply of 1 MiB as shutdown and close, or fewer',
      of: failed(arms.closeLarge),
      against: failed(arms.shutdownLarge),
      most: same,
    },
    {
      text: 'with unread input, close fails as many peers with a reply of 1 KiB as shutdown and close, or fewer',
      of: failed(arms.closeSmall),
      against: failed(arms.shutdownSmall),
      most: same,
    },
    {
      text: 'close is the same for one of two descriptors of a connection: it fails as many peers as shutdown and close, or fewer',
      of: failed(arms.closeCopied),
      against: failed(arms.shutdownCopied),
      most: same,
    },
  ],
};
