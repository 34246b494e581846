/**
 * A child process as its parent sees it. Sockets are sent over the IPC channel with `keepOpen`: the parent closes its
 * copy when the child has acknowledged. Without it, sockets that wait in the channel of a child that is killed stay
 * open for ever, and their peers hang.
 */
import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { ServingSpec } from '../connection-group.ts';
import { createCounters } from '../counters.ts';
import { isolateUsage } from '../usage.ts';
import type { FromWorker, ToWorker, WorkerUsage } from './messages.ts';
import type { PoolWorker } from './pool-worker.ts';

export function startProcess(serving: ServingSpec): PoolWorker {
  const child = fork(new URL('process-entry.ts', import.meta.url), {
    // Not the parent's own flags; and its stdout is the JSON lines of the program, which a child must not write to.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  /** Sent, not yet acknowledged. */
  const inFlight = new Set<Socket>();
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  let usageAnswer = Promise.withResolvers<WorkerUsage>();
  let calibrated = Promise.withResolvers<number>();
  let alive = true;
  let usage: WorkerUsage = { isolate: isolateUsage(createCounters(), { idle: 0, active: 0 }), process: null };
  calibrated.promise.catch(() => {});

  child.on('message', (message: FromWorker) => {
    if (message.kind === 'started') started.resolve();
    if (message.kind === 'calibrated') calibrated.resolve(message.nsPerIteration);
    if (message.kind === 'usage') {
      usage = message.usage;
      usageAnswer.resolve(usage);
    }
  });
  const end = (how: string): void => {
    if (!alive) return;
    alive = false;
    for (const socket of inFlight) socket.destroy();
    inFlight.clear();
    const error = new Error(`a child process ended: ${how}`);
    started.reject(error);
    calibrated.reject(error);
    // Its process is reaped: its processor time is now in getrusage(RUSAGE_CHILDREN), its connections are closed.
    usage = { isolate: usage.isolate, process: null };
    usageAnswer.resolve(usage);
    ended.resolve(how);
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));

  const say = (message: ToWorker): void => {
    // A channel that breaks under a message is followed by 'exit', where the loss is dealt with.
    if (child.connected) child.send(message, () => {});
  };
  say({ kind: 'start', serving });
  return {
    runsIn: 'process',
    started: started.promise,
    ended: ended.promise,
    get alive() {
      return alive && child.connected;
    },
    handOff(socket) {
      if (socket.destroyed) return;
      inFlight.add(socket);
      socket.on('error', () => {});
      child.send({ kind: 'serve' } satisfies ToWorker, socket, { keepOpen: true }, () => {
        inFlight.delete(socket);
        socket.destroy();
      });
    },
    async usage() {
      if (!alive) return usage;
      usageAnswer = Promise.withResolvers();
      say({ kind: 'usage' });
      return await usageAnswer.promise;
    },
    calibrate(payloadBytes) {
      calibrated = Promise.withResolvers();
      say({ kind: 'calibrate', payloadBytes });
      return calibrated.promise;
    },
    close: (graceMs) => say({ kind: 'close', graceMs }),
    kill: () => child.kill('SIGKILL'),
  };
}
