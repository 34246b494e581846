/**
 * What becomes of a program when nobody reads its output any more, as in `npm run serve | head -1`, or when its terminal
 * is closed. One that only prints ends. One whose results go to files goes on: a reader that is gone never costs a
 * measurement.
 */

/**
 * What shells say of a program that SIGPIPE ended: 128 + 13. Most programs end so where their reader is gone; Node
 * ignores that signal, and throws at the next line that it cannot write.
 */
export const readerGoneExitCode = 141;

/** Calls when a line on stdout could not be written since its reader has closed it. */
export function onReaderGone(end: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isReaderGone(process.stdout, error)) throw error;
    end();
  });
}

/** From here on what cannot be printed is lost, and nothing else. */
export function goOnWithoutReader(): void {
  process.stdout.on('error', (error) => {
    // A full disk behind `> log.txt` is worth a line; after it the stream writes no more.
    if (!isReaderGone(process.stdout, error)) console.error(`standard output: ${error.message}; going on without it`);
  });
  // Where nothing can be said, nothing can be said about it either.
  process.stderr.on('error', () => {});
}

/**
 * From here on a terminal that is closed (SIGHUP) ends nothing. A handler, so that programs started by this one have
 * the signal's usual meaning; those that have to survive it, too, need a session of their own.
 */
export function goOnAfterHangup(): void {
  process.on('SIGHUP', () => {});
}

/** EIO is what a terminal says that is gone; of a file it tells that the disk fails. */
function isReaderGone(stream: NodeJS.WriteStream, { code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'ECONNRESET' || (code === 'EIO' && stream.isTTY);
}
