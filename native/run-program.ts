/** The end of a program that prints JSON lines: with its work, with its reader, or with what went wrong. */
import { HelpAsked, UserError } from '../protocol/flags.ts';
import { onReaderGone, readerGoneExitCode } from './output.ts';

/**
 * Exits 0 when `main` is done or has printed its help, 2 for what a user asked and cannot have, 141 when nobody reads any more,
 * and 1 otherwise.
 *
 * @param failed says on stdout that it failed; returns what is to be said of it on stderr
 */
export async function runProgram(main: () => Promise<void>, failed: (error: unknown) => unknown): Promise<void> {
  try {
    onReaderGone(() => process.exit(readerGoneExitCode));
    await main();
    // A line that nobody reads is known to be one in the next turn of the loop.
    setImmediate(() => process.exit(0));
  } catch (error) {
    if (error instanceof HelpAsked) {
      console.log(error.message);
      process.exit(0);
    }
    const isRefusal = error instanceof UserError;
    console.error(isRefusal ? error.message : failed(error));
    process.exit(isRefusal ? 2 : 1);
  }
}
