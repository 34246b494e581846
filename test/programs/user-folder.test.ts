/** Unix sockets that the user names from the folder the user is in, where npm has changed it before. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-user-'));
afterAll(() => rmSync(folder, { recursive: true }));
const user = { INIT_CWD: folder };
const load = ['--framing', 'length-u32', '--connections', '2', '--warmup', '10req,10ms', '--duration', '50ms'];

test('server and client, of several processes too, meet at a path that both were given from there', async () => {
  const { server, endpoint } = await startServer('event-loop', ['--listen', 'unix:here.sock'], user);
  await using _ = server;
  expect(endpoint, 'good from any folder').toEqual({ kind: 'unix', path: join(folder, 'here.sock') });
  const connect = ['--connect', 'unix:here.sock', '--clients', '2'];
  await using client = new ProgramUnderTest('clients/main.ts', [...connect, ...load], user);
  const report = await client.line();
  expect(report.event).toBe('report');
  expect(report['messagesPerSecond']).toBeGreaterThan(0);
  expect(await client.end()).toBe(0);
});

test('a terminal that is closed ends a server in order, and its socket goes', async () => {
  const { server } = await startServer('event-loop', ['--listen', 'unix:gone.sock'], user);
  await using _ = server;
  expect(existsSync(join(folder, 'gone.sock'))).toBe(true);
  server.child.kill('SIGHUP');
  expect(await server.end()).toBe(0);
  expect(readdirSync(folder)).not.toContain('gone.sock');
});

test('a path that is too long from there says how long it is', async () => {
  const name = 'a'.repeat(100);
  await using server = new ProgramUnderTest(
    'servers/main.ts',
    ['--model', 'event-loop', '--framing', 'raw', '--listen', `unix:${name}`],
    user,
  );
  expect(await server.end()).toBe(2);
  const path = join(folder, name);
  expect(server.stderr).toBe(
    `--listen unix:${name}: use unix:PATH with a path of 1 to 107 bytes; ${path} has ${path.length}\n`,
  );
});
