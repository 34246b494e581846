/** How whatever goes wrong with the programs of a trial becomes the failure of that trial. */
import { TrialError } from './kind.ts';
import type { Program } from './program.ts';

/**
 * Whatever goes wrong within `work` fails the trial, in one sentence, with what its programs wrote to stderr.
 *
 * @param explain what to say of an error, where the error itself is not the news
 * @throws TrialError
 */
export async function inPhase<Result>(
  phase: TrialError['phase'],
  programs: readonly Program[],
  work: () => Promise<Result>,
  explain: (error: Error) => Promise<string> = async ({ message }) => message,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const message = await explain(error as Error);
    const log = programs.map(({ title, log: text }) => (text === '' ? '' : `[${title}]\n${text.trimEnd()}\n`)).join('');
    throw new TrialError(phase, message, log, { cause: error });
  }
}
