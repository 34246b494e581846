/** Wherever it is cloned: below a folder whose name no URL holds as it is. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { chosen } from '../conformance/selection.ts';
import { formatEndpoint, type Endpoint } from '../../protocol/endpoint.ts';

const root = join(import.meta.dirname, '../..');
const above = realpathSync(mkdtempSync(join(tmpdir(), 'echobench-folder-')));
const cloneName = 'my bench é, 100% #1?';
const clone = join(above, cloneName);
mkdirSync(clone);
for (const part of ['protocol', 'native', 'servers', 'clients', 'latency', 'ipc', 'runner', 'package.json']) {
  cpSync(join(root, part), join(clone, part), { recursive: true });
}
symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
afterAll(() => rmSync(above, { recursive: true }));

const run = promisify(execFile);
const { INIT_CWD: _, NODE_COMPILE_CACHE: __, ...env } = process.env;
const where = { cwd: clone, env };

/** A process that cluster starts, one that libc does, and a thread. */
const started = ['cluster-shared', 'blocking-process-per-connection', 'thread-pool-reuseport'];

test.each(chosen(started, ['blocking-process-per-connection']))('%s serves a load of two processes', async (model) => {
  const flags = ['--model', model, '--framing', 'raw', '--workers', '2', '--control', 'stdin'];
  const server = spawn(process.execPath, ['servers/main.ts', ...flags], {
    ...where,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const { endpoint } = JSON.parse(line) as { endpoint: Endpoint };
  const load = ['--connect', formatEndpoint(endpoint), '--framing', 'raw', '--connections', '4', '--clients', '2'];
  const brief = ['--warmup', '100req,100ms', '--duration', '100ms'];
  const { stdout } = await run(process.execPath, ['clients/main.ts', ...load, ...brief], where);
  const report = JSON.parse(stdout) as { event: string; messagesPerSecond: number };
  expect(report.event).toBe('report');
  expect(report.messagesPerSecond).toBeGreaterThan(0);
  server.stdin.end();
  expect(await ended).toEqual([0, null]);
});

// Half a minute: npm run conformance.
test.each(chosen(['startup'], []))(
  'a run of %s leaves its results in the clone, and nothing beside it',
  async (name) => {
    await run(process.execPath, ['runner/cli.ts', 'bench', name, '--profile', 'smoke'], where);
    const [folder = '', latest] = readdirSync(join(clone, 'results'));
    expect(folder).toMatch(/-smoke$/);
    expect(latest).toBe('latest');
    expect(readdirSync(join(clone, 'results', folder)).toSorted()).toEqual([
      'charts',
      'report.html',
      'report.md',
      'results.json',
    ]);
    expect(readdirSync(above)).toEqual([cloneName]);
  },
  60_000,
);
