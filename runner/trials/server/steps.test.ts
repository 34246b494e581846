/** How a failure of one of a trial's programs is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inPhase, serverTitle } from './steps.ts';
import { TrialError } from '../kind.ts';
import { Program } from '../program.ts';
import { here } from '../place.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function start(title: string, source: string): Promise<Program> {
  const file = join(folder, `${title}.mjs`);
  writeFileSync(file, source);
  const runtime = { node: process.execPath, compileCache: join(folder, 'cache') };
  return await Program.start({ title, runtime, place: here, command: [file], cpus: null });
}

test('that connections broke since the server crashed is told with what it crashed with, and its log', async () => {
  await using server = await start(
    serverTitle,
    `process.stdin.on('data', () => { throw new RangeError('no room'); });`,
  );
  const failure = JSON.stringify({ event: 'failure', message: 'connection 3: ECONNRESET' });
  await using client = await start('client', `process.stdin.on('data', () => console.log('${failure}'));`);
  server.say('go');
  await server.endWithin(10_000);
  const failed = await inPhase('measure', [server, client], () => client.ask('go', 'slice')).catch(
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(TrialError);
  const { message, log } = failed as TrialError;
  expect(message).toBe('server: ended by itself (exit code 1): RangeError: no room; client: connection 3: ECONNRESET');
  expect(log).toMatch(/^\[server\]\n[^]*RangeError: no room\n[^]*Node\.js v/);
});
