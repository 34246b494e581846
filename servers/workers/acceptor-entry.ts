/** A thread that waits in accept and hands each connection to the main thread, until its listener is shut down. */
import { parentPort, workerData } from 'node:worker_threads';
import { sleep } from '../../native/sleep.ts';
import type { FromAcceptor } from '../blocking/acceptor.ts';
import { DescriptorAcceptor, exhaustedPauseMs } from '../descriptor-acceptor.ts';

const port = parentPort;
if (port === null) throw new Error('acceptor-entry.ts is a worker thread of a server: start servers/main.ts');

const say = (message: FromAcceptor): void => port.postMessage(message);
const acceptor = new DescriptorAcceptor(workerData as number, 'blocking');
say({ kind: 'started' });
for (let fd = acceptor.accept(); fd !== 'ended'; fd = acceptor.accept()) {
  if (typeof fd === 'number') say({ kind: 'accepted', fd });
  else if (fd === 'refused') say({ kind: 'refused' });
  else if (fd === 'exhausted') sleep(exhaustedPauseMs);
}
acceptor.close();
