/**
 * Tells people why connections were ended by a fault: on stderr, one line for all of a second, so that a thousand broken
 * peers are not a thousand lines. Each isolate counts for itself.
 *
 *     connection closed: slip: 0x41 behind ESC 0xdb, … (message at stream offset 0)
 *     connection closed: slip: no END 0xc0 within the limit of 4096 bytes (message at stream offset 7), and 12 others
 */
import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const everyMs = 1000;
const stderr = 2;

let latest = '';
/** Faults that no line has told of yet. */
let untold = 0;
let nextMs = Number.NEGATIVE_INFINITY;
let timer: NodeJS.Timeout | undefined;

/** `why`: one sentence, of the connection that a fault has just ended. */
export function reportFault(why: string): void {
  latest = why;
  untold++;
  const leftMs = nextMs - performance.now();
  if (leftMs > 0) tellLater(leftMs);
  else tell();
}

/** In a thread that sleeps in system calls the timer comes late: the next fault then tells, or the thread's end. */
function tellLater(leftMs: number): void {
  if (timer !== undefined) return;
  timer = setTimeout(tell, leftMs).unref();
  process.once('exit', tell);
}

function tell(): void {
  clearTimeout(timer);
  timer = undefined;
  process.off('exit', tell);
  nextMs = performance.now() + everyMs;
  const others = untold === 1 ? '' : `, and ${untold - 1} other${untold === 2 ? '' : 's'}`;
  untold = 0;
  try {
    // At once, also from a thread or child process that blocks, or that ends next: it shares the server's descriptor.
    writeSync(stderr, `connection closed: ${latest}${others}\n`);
  } catch {
    // Nobody reads it, or not now: no reason to stop or to wait.
  }
}
