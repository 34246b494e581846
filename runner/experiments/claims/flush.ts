/** Claim 20: whether a request that nobody flushes stays where it is. */
import type { DeclaredClaim, ObservedArm } from './claim.ts';

const lookMs = 250;
/** Longer than the 200 ms that tcp(7) tells of. */
const kernelLookMs = 400;

const unflushed = (name: string, buffer: 'none' | 'cork' | 'gzip', takesMs: number): ObservedArm => ({
  name,
  setup: { observation: 'unflushed', parameters: { buffer, connections: 20, lookMs }, overlaps: true, takesMs },
});
const request = (name: string, writes: 'two' | 'joined', noDelay: boolean, takesMs: number) => ({
  name,
  setup: { observation: 'two-writes', parameters: { writes, noDelay, connections: 8, exchanges: 4 }, takesMs },
});
const stays = (text: string, arm: string) => ({ text, of: { arm, metric: 'share' }, most: 0.1 });

export const flushClaim: DeclaredClaim = {
  number: 20,
  name: 'flush',
  section: 'Using a Socket',
  says: 'A socket that is used like a file is buffered, and needs to be flushed: without it you may wait for the reply for ever, as the request may still be in your output buffer.',
  test: `Requests of 64 B that are written and not flushed, on 20 connections: to Node’s socket, to one that is corked, to a stream that compresses in front of it, and to a socket with TCP_CORK. Which share arrives within ${lookMs} ms (${kernelLookMs} ms of TCP_CORK)? All arrive after a flush. Then requests of a header and a body, in two writes and in one, with and without TCP_NODELAY: which share of the exchanges takes 30 ms or more?`,
  mechanism:
    'A buffer in the program has no timer: what is corked in Node, or held by a compressor, waits until somebody flushes it. Node’s socket itself holds nothing back, and the kernel never does so for ever: TCP_CORK ends after 200 ms, and Nagle’s algorithm when the segment before is acknowledged, which a peer that waits for the rest delays by 40 ms.',
  sources: [
    'tcp(7): TCP_CORK, TCP_NODELAY',
    'RFC 9293, sections 3.7.4 and 3.8.6.3',
    'include/net/tcp.h: TCP_DELACK_MIN',
    'Node.js: writable.cork(), zlib.flush()',
  ],
  figures: { share: 'Arrived unflushed; of exchanges: 30 ms and more', durationNs: 'Time of an exchange, median' },
  observed: [
    unflushed('plain write', 'none', 50),
    unflushed('corked in Node', 'cork', lookMs + 50),
    unflushed('compressed', 'gzip', lookMs + 50),
    {
      name: 'TCP_CORK',
      setup: { observation: 'kernel-cork', parameters: { connections: 20, lookMs: kernelLookMs }, takesMs: 220 },
    },
    request('two writes', 'two', false, 300),
    request('two writes, TCP_NODELAY', 'two', true, 40),
    request('one write', 'joined', false, 40),
    request('one write, TCP_NODELAY', 'joined', true, 40),
  ],
  predictions: [
    stays('what is corked in Node’s socket stays there: at most a tenth arrives without a flush', 'corked in Node'),
    stays('what a compressing stream holds stays there: at most a tenth arrives without a flush', 'compressed'),
  ],
};
