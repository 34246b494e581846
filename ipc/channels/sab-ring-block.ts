/** The ring in a SharedArrayBuffer between two threads: an end that waits sleeps in `Atomics.wait`. */
import { sabRingChannel } from '../ring-channels.ts';

export const sabRingBlock = sabRingChannel('block');
