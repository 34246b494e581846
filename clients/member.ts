/**
 * One process of a load that several make (spread-load.ts): connects, then obeys. Not a program of its own: its
 * orders carry the instant to start at.
 *
 *     ─▶ connected     warm-up AT ─▶ warm     slice MS AT ─▶ slice     forget ─▶ forgotten     report ─▶ report
 */
import { createInterface } from 'node:readline';
import { LoadError, type LoadReport, type LoadSlice } from './load.ts';
import { LocalLoad } from './local-load.ts';
import type { FailureLine } from './report.ts';
import { parseLoadCommand } from './spec.ts';

export type MemberLine =
  | { readonly event: 'connected' | 'forgotten' }
  | { readonly event: 'warm'; readonly messages: number; readonly durationMs: number }
  | ({ readonly event: 'slice' } & LoadSlice)
  | ({ readonly event: 'report' } & LoadReport)
  | FailureLine;

async function obey(load: LocalLoad, order: string): Promise<MemberLine> {
  const [verb, ...rest] = order.split(' ');
  const [first = 0, second = 0] = rest.map(Number);
  if (verb === 'warm-up') return { event: 'warm', ...(await load.warmUp(first)) };
  if (verb === 'slice') return { event: 'slice', ...(await load.slice(first, second)) };
  if (verb === 'forget') {
    await load.forget();
    return { event: 'forgotten' };
  }
  return { event: 'report', ...(await load.report()) };
}

function say(line: MemberLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  const load = new LocalLoad(parseLoadCommand(process.argv.slice(2)).load);
  await load.connect();
  say({ event: 'connected' });
  for await (const order of createInterface({ input: process.stdin })) say(await obey(load, order));
  load.close();
} catch (error) {
  const phase = error instanceof LoadError ? error.phase : 'connect';
  say({ event: 'failure', phase, message: (error as Error).message });
  process.exitCode = 1;
}
