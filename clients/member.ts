/**
 * One process of a load that several make (spread-load.ts): connects, then obeys. Not a program of its own: its
 * orders carry the instants to start at, and to open the window at.
 *
 *     ─▶ connected     warm-up AT ─▶ warm     slice MS AT OPENS SHAPE ─▶ slice     forget ─▶ forgotten     report ─▶ report
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readerGoneExitCode } from '../native/output.ts';
import { drivers } from './drivers/index.ts';
import { LoadError } from './load.ts';
import { LocalLoad } from './local-load.ts';
import { memberOutput, type MemberLine } from './member-line.ts';
import { parseShape } from './shape.ts';
import { parseLoadSpec } from './spec.ts';

async function obey(load: LocalLoad, order: string): Promise<MemberLine> {
  const [verb, ...rest] = order.split(' ');
  const [first = 0, second = 0, third = 0] = rest.map(Number);
  if (verb === 'warm-up') return { event: 'warm', ...(await load.warmUp(first)) };
  if (verb === 'slice') {
    const shape = parseShape('slice', rest.at(-1) as string);
    return { event: 'slice', ...(await load.slice(first, second, shape, third)) };
  }
  if (verb === 'forget') {
    await load.forget();
    return { event: 'forgotten' };
  }
  return { event: 'report', ...(await load.report()) };
}

/** Whoever steers reads all the time, and its end of the pipe is all that can be missing: EPIPE. */
function say(line: MemberLine): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(memberOutput, bytes, written);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    process.exit(readerGoneExitCode);
  }
}

// Terminals send it to the whole process group; whoever steers ends, and with it our orders.
process.on('SIGINT', () => {});
// Read from the beginning, since the end of a stream that nobody reads is told to nobody. It ends with whoever steers, also
// while this process connects or is in the middle of a slice, of which nobody would hear.
const orders = createInterface({ input: process.stdin });
process.stdin.on('end', () => process.exit());

try {
  const spec = parseLoadSpec(process.argv.slice(2));
  const load = new LocalLoad(spec, await drivers[spec.driver].open());
  say({ event: 'connected', ...(await load.connect()) });
  // Orders come one at a time, each after the answer to the one before.
  for await (const order of orders) say(await obey(load, order));
} catch (error) {
  const phase = error instanceof LoadError ? error.phase : 'connect';
  say({ event: 'failure', phase, message: (error as Error).message });
  // Its sockets would keep it, with all that a load is made of.
  process.exit(1);
}
