/** What a thread of the Piscina pool in models/thread-offload.ts does: tasks by name, one at a time. */
import { workerData } from 'node:worker_threads';
import { move } from 'piscina';
import { createService, type ServiceSpec } from '../../protocol/service.ts';
import { calibrateWork } from '../calibrate.ts';
import { movedBytes } from './moved-bytes.ts';

const service = createService(workerData as ServiceSpec);

/** The reply, made in the request's place; it goes back as it came, moved or copied. @throws ServiceError */
export function compute(request: Uint8Array): unknown {
  service(request, 0, request.length);
  return request.length >= movedBytes ? move(request) : request;
}

export const calibrate = calibrateWork;

/** To find out whether the thread is there. */
export function wake(): void {}

/** An accident: an error that nobody catches. Never returns. */
export function crash(): Promise<void> {
  queueMicrotask(() => {
    throw new Error('killed by kill-worker');
  });
  return new Promise(() => {});
}
