/** Servers that echo, and are late with it or silent: on a thread of their own, so that no test has them wait. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export type Oddity =
  /** Does nothing at all for so long, once in every so long. */
  | { readonly kind: 'stalls'; readonly everyMs: number; readonly forMs: number }
  /** Replies to everything so long after it came, to some microseconds. */
  | { readonly kind: 'delays'; readonly byMs: number }
  /** Replies no more when it has received so much. */
  | { readonly kind: 'falls silent'; readonly afterBytes: number };

export interface OddServer extends AsyncDisposable {
  readonly address: string;
}

export async function startOddServer(oddity: Oddity): Promise<OddServer> {
  const thread = new Worker(new URL('odd-server-thread.ts', import.meta.url), { workerData: oddity });
  const [port] = (await once(thread, 'message')) as [number];
  return {
    address: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => void (await thread.terminate()),
  };
}
