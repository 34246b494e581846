/** `npm run fuzz -- [--duration 60s] [--seed N]`: fuzzes the framings until something fails or the time is over. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { onReaderGone, readerGoneExitCode } from '../../native/output.ts';
import { parseCount, parseDurationMs, UserError } from '../../protocol/flags.ts';
import { FuzzError, fuzzFramings } from './fuzz-framings.ts';

const largestSeed = 2 ** 48;

function main(): void {
  const { duration, seed } = readFlags();
  const endMs = performance.now() + duration;
  console.log(`fuzzing framings for ${duration / 1000} s from seed ${seed}`);
  let shownMs = performance.now();
  const totals = fuzzFramings(seed, ({ cases, cuts, messages, errors }) => {
    const nowMs = performance.now();
    if (nowMs - shownMs > 5000) {
      console.log(`${cases} cases, ${cuts} cuts, ${messages} messages, ${errors} errors found as they should be`);
      shownMs = nowMs;
    }
    // The loop of events, which would tell of it, does not turn meanwhile.
    const isRead = process.stdout.errored === null;
    return nowMs < endMs && isRead;
  });
  console.log(`no failure in ${totals.cases} cases, ${totals.cuts} cuts, ${totals.messages} messages`);
}

function readFlags(): { readonly duration: number; readonly seed: number } {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        duration: { type: 'string', default: '60s' },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      },
    }));
  } catch (error) {
    throw new UserError(`${(error as Error).message}; usage: npm run fuzz -- [--duration 60s] [--seed N]`, {
      cause: error,
    });
  }
  return {
    duration: parseDurationMs('--duration', values.duration),
    seed: parseCount('--seed', values.seed, 0, largestSeed),
  };
}

try {
  onReaderGone(() => process.exit(readerGoneExitCode));
  main();
} catch (error) {
  console.error(error instanceof UserError || error instanceof FuzzError ? error.message : error);
  process.exitCode = error instanceof UserError ? 2 : 1;
}
