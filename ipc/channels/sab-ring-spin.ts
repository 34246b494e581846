/** The ring in a SharedArrayBuffer between two threads: an end that waits spins. */
import { sabRingChannel } from '../ring-channels.ts';

export const sabRingSpin = sabRingChannel('spin');
