/**
 * As `veth`, with a delay (tc-netem(8)) for what each end sends: a message arrives so many milliseconds later, and its
 * reply too, so that a round trip takes twice that.
 */
import { parseAmount, type Amount } from './amount.ts';
import { linkAvailable, openBetweenNamespaces } from './between-namespaces.ts';
import type { Path } from './path.ts';

const delay: Amount = { what: 'a delay each way in ms', most: 10_000, usual: '1' };

/** Packets on their way: more than TCP's buffers let there be, so that none is lost. The usual 1,000 are 15 MB/s at 100 ms. */
const limit = 1_000_000;

export const vethDelay: Path = {
  name: 'veth-delay',
  description: 'as veth, with so many ms of delay in each direction (netem): twice that for a round trip',
  parameter: {
    placeholder: 'MS',
    usual: delay.usual,
    parse: (flag, value, argument) => parseAmount(flag, value, argument, delay),
  },
  transport: 'tcp',
  server: 'here',
  available: (network) => linkAvailable(network, ['offloads', 'delay']),
  open: (argument, from) =>
    openBetweenNamespaces({ offloads: 'off', queueing: `netem delay ${argument}ms limit ${limit}` }, from),
};
