/**
 * A worker thread as its parent sees it. Sockets are moved to it with a transfer list (Node 26.6, nodejs/node#64225). Nothing is
 * posted to it after 'error', or when it has ended: Node swallows that, and the peer hangs (418 of 3,374 connections of a probe
 * that did not look, 0 of 3,110 with the look).
 */
import type { Socket } from 'node:net';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { ServingSpec } from '../connection-group.ts';
import { column, createSharedCounters } from '../counters.ts';
import { isolateUsage } from '../usage.ts';
import { isRoomToMove } from './room-to-move.ts';
import type { Duty, FromWorker, ToWorker } from './messages.ts';
import type { Ending, PoolWorker } from './pool-worker.ts';

/** @throws when the system has no room for another thread. */
export function startThread(serving: ServingSpec, duty: Duty, resourceLimits: ResourceLimits = {}): PoolWorker {
  const counters = createSharedCounters();
  const worker = new Worker(new URL('thread-entry.ts', import.meta.url), { workerData: counters, resourceLimits });
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Ending>();
  let calibrated = Promise.withResolvers<number>();
  let failure: Error | undefined;
  /** Given away before it has started: moved into a thread that never does, they would stay open, and nobody's. */
  const waiting: Socket[] = [];
  let hasStarted = false;
  /** False from its first sign of death on: sockets that it gets now would be closed with it. */
  let alive = true;
  let exited = false;
  started.promise.catch(() => {});
  calibrated.promise.catch(() => {});

  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'started') {
      hasStarted = true;
      started.resolve();
      moveWaiting();
    }
    if (message.kind === 'unable') failure = new Error(message.message);
    if (message.kind === 'calibrated') calibrated.resolve(message.nsPerIteration);
  });
  worker.on('error', (error: Error) => {
    failure = error;
    alive = false;
  });
  worker.on('exit', (code) => {
    alive = false;
    exited = true;
    // Its connections went with it; what it counted stays.
    counters[column.open] = 0;
    const how = failure === undefined ? `exit code ${code}` : failure.message;
    ended.resolve({
      how,
      byAccident: failure !== undefined || code !== 0,
      undelivered: waiting.filter((socket) => !socket.destroyed),
    });
    const error = new Error(`a worker thread ended: ${how}`, { cause: failure });
    started.reject(error);
    calibrated.reject(error);
  });

  const move = (socket: Socket): void => {
    if (socket.destroyed) return;
    if (!isRoomToMove(socket)) throw new Error('no descriptor is free to move it to a thread (ulimit -n)');
    worker.postMessage({ kind: 'serve', socket }, [socket]);
  };
  const moveWaiting = (): void => {
    try {
      for (; waiting[0] !== undefined; waiting.shift()) move(waiting[0]);
    } catch (error) {
      // It ends without them, and they are undelivered.
      failure = error as Error;
      alive = false;
      void worker.terminate();
    }
  };
  const say = (message: ToWorker) => worker.postMessage(message);
  say({ kind: 'start', serving, duty });
  return {
    runsIn: 'thread',
    started: started.promise,
    ended: ended.promise,
    // A worker that has exited swallows what is posted to it (threadId is then -1), before 'exit' is emitted.
    get alive() {
      return alive && worker.threadId !== -1;
    },
    handOff(socket: Socket) {
      if (hasStarted) move(socket);
      else waiting.push(socket.on('error', () => {}));
    },
    refresh: async () => {},
    get usage() {
      const loop = exited ? { idle: 0, active: 0 } : worker.performance.eventLoopUtilization();
      return { isolate: isolateUsage(counters, loop), process: null };
    },
    calibrate(payloadBytes) {
      calibrated = Promise.withResolvers();
      calibrated.promise.catch(() => {});
      say({ kind: 'calibrate', payloadBytes });
      return calibrated.promise;
    },
    close: (graceMs) => say({ kind: 'close', graceMs }),
    kill: () => say({ kind: 'crash' }),
    terminate: () => void worker.terminate(),
  };
}
