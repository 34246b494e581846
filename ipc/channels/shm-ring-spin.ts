/** The ring in mapped memory between two processes: an end that waits spins. */
import { shmRingChannel } from '../ring-channels.ts';

export const shmRingSpin = shmRingChannel('spin');
