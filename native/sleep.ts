/** Waiting in a thread that is its own to block. */

const nobodysWord = new Int32Array(new SharedArrayBuffer(4));

/** The thread does nothing else meanwhile. */
export function sleep(ms: number): void {
  Atomics.wait(nobodysWord, 0, 0, ms);
}
