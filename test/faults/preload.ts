/** Loaded before a program of ours (`--import`): FAILING_CALLS has calls that fail, as `poll:ENOMEM mmap:ENOMEM:3:1`. */
import { isMainThread } from 'node:worker_threads';
import { failCall, type FailingCall } from './failing-calls.ts';

// Threads have the filters of whoever starts them.
for (const one of isMainThread ? (process.env['FAILING_CALLS'] ?? '').split(' ').filter(Boolean) : []) {
  const [call, errno, argument, value] = one.split(':');
  const where = argument === undefined ? undefined : { argument: Number(argument), value: Number(value) };
  failCall(call as FailingCall, errno as Parameters<typeof failCall>[1], where);
}
