/** A thread that waits in accept and hands each connection to the main thread, until its listener is shut down. */
import { parentPort, workerData } from 'node:worker_threads';
import { sleep } from '../../native/sleep.ts';
import { mostOnTheirWay, type AcceptorStart, type FromAcceptor } from '../blocking/acceptor.ts';
import { DescriptorAcceptor, exhaustedPauseMs } from '../descriptor-acceptor.ts';

const port = parentPort;
if (port === null) throw new Error('acceptor-entry.ts is a worker thread of a server: start servers/main.ts');

const say = (message: FromAcceptor): void => port.postMessage(message);
const { listener, onTheirWay } = workerData as AcceptorStart;
const acceptor = new DescriptorAcceptor(listener, 'blocking');
say({ kind: 'started' });
for (let fd = acceptor.accept(); fd !== 'ended'; fd = acceptor.accept()) {
  if (typeof fd === 'number') handOn(fd);
  else if (fd === 'refused') say({ kind: 'refused' });
  else if (fd === 'exhausted') sleep(exhaustedPauseMs);
}
acceptor.close();

function handOn(fd: number): void {
  const ahead = Atomics.add(onTheirWay, 0, 1) + 1;
  say({ kind: 'accepted', fd });
  if (ahead >= mostOnTheirWay) Atomics.wait(onTheirWay, 0, ahead);
}
