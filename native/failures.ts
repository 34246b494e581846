/**
 * What the error number of a failed call means for whoever called: the lists of accept(2), recv(2) and send(2), with
 * what the kernel does behind them. A number that no list has is a defect of ours, and is thrown by the callers.
 */
import { constants } from 'node:os';

const { errno } = constants;
/** Node does not name these two. */
const ENONET = 64;
const EHOSTDOWN = 112;

/**
 * - `none`: nobody waits (EAGAIN), or a signal came.
 * - `lost`: the connection at the head of the queue is gone with the call, and the next one can be had. Among these are
 *   the errors of the network, which accept(2) hands on from the new socket and wants treated like EAGAIN.
 * - `no descriptor`: the process (EMFILE) or the system (ENFILE) has no number left. The kernel looks for one before it
 *   looks at the queue: it fails so with nobody waiting, too.
 * - `no room`: there is no memory, or a rule of the system forbids it. Whoever waits goes on waiting.
 * - `ended`: the socket does not listen any more (EINVAL).
 */
export type AcceptFailure = 'none' | 'lost' | 'no descriptor' | 'no room' | 'ended' | 'defect';

const acceptFailures = new Map<number, AcceptFailure>([
  [errno.EAGAIN, 'none'],
  [errno.EINTR, 'none'],
  [errno.ECONNABORTED, 'lost'],
  [errno.ECONNRESET, 'lost'],
  [errno.EPROTO, 'lost'],
  [errno.ENETDOWN, 'lost'],
  [errno.ENOPROTOOPT, 'lost'],
  [EHOSTDOWN, 'lost'],
  [ENONET, 'lost'],
  [errno.EHOSTUNREACH, 'lost'],
  [errno.EOPNOTSUPP, 'lost'],
  [errno.ENETUNREACH, 'lost'],
  [errno.ETIMEDOUT, 'lost'],
  [errno.EMFILE, 'no descriptor'],
  [errno.ENFILE, 'no descriptor'],
  [errno.ENOBUFS, 'no room'],
  [errno.ENOMEM, 'no room'],
  [errno.EPERM, 'no room'],
  [errno.EACCES, 'no room'],
  [errno.EINVAL, 'ended'],
]);

export function acceptFailure(number: number): AcceptFailure {
  return acceptFailures.get(number) ?? 'defect';
}

/**
 * Of recv and send on a connection. `again`: it can be had later. `no memory`: the system has none for it.
 * `defect`: it was no such descriptor, or no such memory. `gone`: anything else is the peer's way to go, or that of the
 * route to it; which errors a connection ends with is up to every router between.
 */
export type TransferFailure = 'again' | 'gone' | 'no memory' | 'defect';

const transferFailures = new Map<number, TransferFailure>([
  [errno.EAGAIN, 'again'],
  [errno.EINTR, 'again'],
  [errno.ENOBUFS, 'no memory'],
  [errno.ENOMEM, 'no memory'],
  [errno.EBADF, 'defect'],
  [errno.EFAULT, 'defect'],
  [errno.EINVAL, 'defect'],
  [errno.ENOTSOCK, 'defect'],
]);

export function transferFailure(number: number): TransferFailure {
  return transferFailures.get(number) ?? 'gone';
}
