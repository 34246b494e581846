/** The end of a program whose output nobody reads any more, as in `npm run serve | head -1`. */

/**
 * What shells say of a program that SIGPIPE ended: 128 + 13. Most programs end so where their reader is gone; Node
 * ignores that signal, and throws at the next line that it cannot write.
 */
export const readerGoneExitCode = 141;

/** Calls when a line on stdout could not be written since its reader has closed it. */
export function onReaderGone(end: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    end();
  });
}
