/** A thread in which calls fail: what is found there goes to whoever started it. A filter cannot be taken off again. */
import { constants } from 'node:os';
import { connect } from 'node:net';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { createCounterDescriptor } from '../../native/readiness.ts';
import { boundEndpoint, close, openListener } from '../../native/sockets.ts';
import { DescriptorAcceptor } from '../../servers/descriptor-acceptor.ts';
import { Epoll } from '../../servers/readiness/epoll.ts';
import { failCall } from './failing-calls.ts';

type Errno = keyof typeof constants.errno;

/** What a thread finds; errors by their message. */
export interface Found {
  readonly accepted: Readonly<Record<string, string>>;
  /** Descriptors that were open before and after. */
  readonly open: readonly [before: number, after: number];
  readonly watched: Readonly<Record<string, string | null>>;
}

const errnos: readonly Errno[] = [
  ...(['EAGAIN', 'EINTR', 'ECONNABORTED', 'ECONNRESET', 'EPROTO', 'ENETDOWN', 'ENOPROTOOPT', 'EHOSTUNREACH'] as const),
  ...(['EOPNOTSUPP', 'ENETUNREACH', 'ETIMEDOUT', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EPERM', 'EINVAL'] as const),
  ...(['EBADF', 'ENOTSOCK', 'EFAULT'] as const),
];

function outcome(act: () => unknown): string {
  try {
    return String(act());
  } catch (error) {
    return (error as Error).message;
  }
}

const openNow = () => readdirSync('/proc/self/fd').length;

const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, 5, 'non-blocking');
const peer = connect(boundEndpoint(listener));
await once(peer, 'connect');
const acceptor = new DescriptorAcceptor(listener, 'non-blocking');
const accepted: Record<string, string> = {};
const before = openNow();
for (const errno of errnos) {
  failCall('accept4', errno, { argument: 0, value: listener });
  accepted[errno] = outcome(() => acceptor.accept());
}
const after = openNow();

const watched: Record<string, string | null> = {};
const epoll = new Epoll();
const counter = createCounterDescriptor();
for (const errno of ['ENOSPC', 'ENOMEM', 'EBADF'] as const) {
  failCall('epoll_ctl', errno, { argument: 2, value: counter });
  watched[errno] = outcome(() => epoll.add(counter));
}
parentPort?.postMessage({ accepted, open: [before, after], watched } satisfies Found);
peer.destroy();
acceptor.close();
epoll.close();
close(listener);
