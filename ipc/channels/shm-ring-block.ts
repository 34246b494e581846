/** The ring in mapped memory between two processes: an end that waits sleeps in futex(2). */
import { shmRingChannel } from '../ring-channels.ts';

export const shmRingBlock = shmRingChannel('block');
