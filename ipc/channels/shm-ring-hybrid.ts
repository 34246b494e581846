/** The ring in mapped memory between two processes: an end that waits spins for a while, then sleeps. */
import { shmRingChannel } from '../ring-channels.ts';

export const shmRingHybrid = shmRingChannel('hybrid');
