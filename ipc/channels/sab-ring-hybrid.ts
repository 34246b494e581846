/** The ring in a SharedArrayBuffer between two threads: an end that waits spins for a while, then sleeps. */
import { sabRingChannel } from '../ring-channels.ts';

export const sabRingHybrid = sabRingChannel('hybrid');
