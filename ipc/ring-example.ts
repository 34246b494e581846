/** The ring of ring.ts in twenty lines: the main thread sends texts, and a worker prints them. Run it with Node. */
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { memoryOf } from './copy-short.ts';
import { ringBytes, RingReader, RingWriter } from './ring.ts';
import { threadSleeper } from './wait.ts';

const capacity = 4096;
const memory = (workerData as SharedArrayBuffer | null) ?? new SharedArrayBuffer(ringBytes(capacity));
const place = { memory, offset: 0, capacity };
const waiting = { wait: 'block', sleeperOn: threadSleeper, isPeerAlive: () => true } as const;

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { workerData: memory });
  worker.on('exit', (code) => console.log(`the worker has ended with ${code}`));
  const writer = new RingWriter(place, waiting);
  for (const text of ['one', 'two', 'three', '']) {
    const bytes = new TextEncoder().encode(text);
    writer.write(memoryOf(bytes), 0, bytes.length);
  }
  writer.publish();
} else {
  const reader = new RingReader(place, waiting);
  for (reader.receive(); reader.end > reader.start; reader.receive()) {
    console.log(new TextDecoder().decode(reader.bytes.slice(reader.start, reader.end)));
    reader.release();
  }
}
