/** SIGINT and SIGTERM: the first asks a program to end in order, one more ends it at once. */

/** One Ctrl-C arrives twice under npm: from the terminal, and forwarded by npm a few milliseconds later. */
const sameKeyMs = 500;
/** What shells say of a program that SIGINT ended: 128 + 2. */
const exitCode = 130;

export const interrupts: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** Calls once, at the first of these signals. One that comes later than a repeat of it would exits with 130. */
export function onInterrupt(end: (signal: NodeJS.Signals) => void, signals = interrupts): void {
  let firstMs: number | undefined;
  for (const name of signals) {
    process.on(name, () => {
      if (firstMs === undefined) {
        firstMs = performance.now();
        end(name);
      } else if (performance.now() - firstMs > sameKeyMs) process.exit(exitCode);
    });
  }
}
