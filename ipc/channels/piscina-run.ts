/** A task that is run in a Piscina pool of one thread, and its result. */
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { isThreadAlive } from '../../native/thread-state.ts';
import {
  ChannelError,
  mostBytes,
  type Channel,
  type EventEnd,
  type Far,
  type Listener,
  type Message,
} from '../channel.ts';
import { onFarCpu } from '../on-far-cpu.ts';
import { valueEnd } from '../value-end.ts';

const filename = fileURLToPath(new URL('piscina-run-worker.ts', import.meta.url));

export const piscinaRun: Channel = {
  name: 'piscina-run',
  description: 'a task in a Piscina pool of one thread, and its result',
  between: 'threads',
  family: 'messages',
  carries: 'values',
  takesObjects: true,
  spins: false,
  largestBytes: mostBytes,
  supports: () => ({ ok: true }),
  async meet(spec) {
    let pool: Piscina | undefined;
    return {
      place: null,
      async start(cpus) {
        const options = { filename, workerData: spec, minThreads: 1, maxThreads: 1, idleTimeout: Infinity };
        // Loaded late: every program knows all channels, and is started many times.
        const { Piscina: Pool } = await import('piscina');
        pool = await onFarCpu(cpus, () => new Pool(options));
        return await farOf(pool);
      },
      near: async () => endOf(pool as Piscina),
      close: async () => {},
    };
  },
  join: () => Promise.reject(new Error('a pool starts its threads by itself')),
};

async function farOf(pool: Piscina): Promise<Far> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  pool.on('error', (error: Error) => failed.reject(new ChannelError(`the far thread: ${error.message}`)));
  const threadId = (await pool.run(null, { name: 'threadId' })) as number | null;
  return {
    ...{ pid: process.pid, threadId, child: null, joined: Promise.resolve(), failed: failed.promise },
    isAlive: () => threadId === null || isThreadAlive(threadId),
    serve: () => {},
    end: () => pool.destroy(),
  };
}

function endOf(pool: Piscina): EventEnd {
  let listener: Listener = { onMessage: () => {}, onEnd: () => {} };
  const run = async (task: Message) => {
    try {
      const answer = (await pool.run(task, { name: 'answer' })) as Message | undefined;
      if (answer !== undefined) listener.onMessage(answer);
    } catch (error) {
      listener.onEnd(new ChannelError((error as Error).message));
    }
  };
  return valueEnd({
    send: (task) => void run(task),
    listen: (wanted) => {
      listener = wanted;
    },
    close: () => {},
    // A task waits in the pool until the thread has done others, and not always those before it.
    givesAway: true,
    isUnordered: true,
  });
}
