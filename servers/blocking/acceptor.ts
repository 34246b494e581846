/** The thread that waits in accept, as the main thread sees it. The listening socket stays the main thread's. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { close, SHUT_RDWR, shutdown } from '../../native/sockets.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { listenThroughLibc } from '../descriptor-listener.ts';

/** What the thread starts with. */
export interface AcceptorStart {
  readonly listener: number;
  /** One word: connections that it has accepted and nobody has taken over yet. */
  readonly onTheirWay: Int32Array;
}

/**
 * Most of them. A thread that accepts is faster than one that starts workers; what it has ahead of that one costs
 * descriptors, and the workers could not be started for want of them. The rest waits in the kernel's queue.
 */
export const mostOnTheirWay = 4;

export type FromAcceptor =
  | { readonly kind: 'started' }
  | { readonly kind: 'accepted'; readonly fd: number }
  | { readonly kind: 'refused' };

export interface BlockingAcceptor {
  readonly endpoint: Endpoint;
  /** No new connections. Resolves when the last one that was accepted has been handed on. */
  stop(): Promise<void>;
  /** At the process's exit, which has to wait for every thread. */
  wake(): void;
}

/**
 * Calls for each connection with its descriptor, a blocking one, which is then the callee's; and for each that could
 * not be accepted, since descriptors have run out. @throws UserError when the address cannot be had.
 */
export async function acceptInThread(
  endpoint: Endpoint,
  onConnection: (fd: number) => void,
  onRefused: () => void,
): Promise<BlockingAcceptor> {
  const listener = await listenThroughLibc(endpoint, 'blocking');
  const onTheirWay = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('../workers/acceptor-entry.ts', import.meta.url), {
    workerData: { listener: listener.fd, onTheirWay } satisfies AcceptorStart,
  });
  let hasStarted = false;
  const started = Promise.withResolvers<void>();
  worker.on('error', (error: Error) => {
    if (hasStarted) throw error;
    close(listener.fd);
    listener.unlink();
    started.reject(error);
  });
  worker.on('message', (message: FromAcceptor) => {
    if (message.kind === 'started') {
      hasStarted = true;
      started.resolve();
    }
    if (message.kind === 'accepted') {
      onConnection(message.fd);
      Atomics.sub(onTheirWay, 0, 1);
      Atomics.notify(onTheirWay, 0);
    }
    if (message.kind === 'refused') onRefused();
  });
  await started.promise;
  // accept returns with EINVAL.
  const wake = (): void => void shutdown(listener.fd, SHUT_RDWR);
  return {
    endpoint: listener.endpoint,
    wake,
    async stop() {
      const ended = once(worker, 'exit');
      wake();
      await ended;
      close(listener.fd);
      listener.unlink();
    },
  };
}
