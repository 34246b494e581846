/** The thread of the toy kind: asked for a window, it answers how many steps it counted, which depends on the seed alone. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRandom } from '../../protocol/random.ts';

const { stepsPerMs, seed, stream } = workerData as { stepsPerMs: number; seed: number; stream: string };
const random = createRandom(seed, stream);

parentPort?.on('message', (windowMs: number) => {
  parentPort?.postMessage(Math.round(stepsPerMs * windowMs * (1 + 0.02 * (random() - 0.5))));
});
