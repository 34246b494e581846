/**
 * Programs whose reader goes away, as `head -1` does. Those that only print end at the next line, and say nothing about
 * it; those whose results are in files go on.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { chosen } from '../conformance/selection.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

let standing: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  standing = await startServer('event-loop');
});
afterAll(() => standing.server[Symbol.asyncDispose]());
const folder = mkdtempSync(join(tmpdir(), 'echobench-closed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `exit code, stderr` of a program whose output is closed after one line, and that is then told to say another. */
async function closeAfterOneLine(order: string, command: readonly string[]) {
  const script = 'set -o pipefail; "$0" "$@" | { head -1; exec <&-; echo closed; }';
  const shell = spawn('bash', ['-c', script, process.execPath, ...command, '--control', 'stdin']);
  let stderr = '';
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const lines: string[] = [];
  createInterface({ input: shell.stdout }).on('line', (line) => {
    lines.push(line);
    if (line === 'closed') shell.stdin.write(`${order}\n`);
  });
  // Input that stays open: what ends the program is its output.
  shell.stdin.on('error', () => {});
  const [code] = await once(shell, 'close');
  return { code, stderr, lines: lines.length };
}

test.each(chosen(['event-loop', 'thread-pool-handoff', 'process-pool-shared'], ['event-loop']))(
  'server, %s',
  async (model) => {
    const command = ['servers/main.ts', '--model', model, '--framing', 'raw', '--workers', '2'];
    expect(await closeAfterOneLine('usage', command)).toEqual({ code: 141, stderr: '', lines: 2 });
  },
);

const orders = ['go 20', 'stop'];

test.each([...orders.map((order) => [order, '1']), ...chosen(orders, ['go 20']).map((order) => [order, '2'])])(
  'client, told to %s, with %s processes',
  async (order, clients) => {
    const connect = formatEndpoint(standing.endpoint);
    const load = ['--connections', '4', '--warmup', '100req,100ms', '--clients', clients];
    const command = ['clients/main.ts', '--connect', connect, '--framing', 'length-u32', ...load];
    expect(await closeAfterOneLine(order, command)).toEqual({ code: 141, stderr: '', lines: 2 });
  },
);

const codec = ['--framing', 'fixed,slip', '--alone', '--bytes', '64', '--chunks', 'message', '--rounds', '1'];

test.each([
  ['test/fuzz/main.ts', ['--duration', '10m']],
  ['test/soak/main.ts', ['--model', 'event-loop', '--part', 'resets', '--part', 'silent', '--size', '2']],
  ['codec-bench/main.bench.ts', codec],
])('%s, which only prints, ends', async (entry, args) => {
  await using program = new ProgramUnderTest(entry, args);
  program.child.stdout?.destroy();
  expect(await program.end()).toBe(141);
  expect(program.stderr).not.toMatch(/EPIPE|^ +at /m);
});

test('the codec benchmark goes on where its rounds go to a file', async () => {
  const json = join(folder, 'codec.json');
  await using program = new ProgramUnderTest('codec-bench/main.bench.ts', [...codec, '--json', json]);
  program.child.stdout?.destroy();
  program.child.stderr?.destroy();
  expect(await program.end()).toBe(0);
  const { results } = JSON.parse(readFileSync(json, 'utf8')) as { results: { framing: string }[] };
  expect(new Set(results.map(({ framing }) => framing))).toEqual(new Set(['fixed', 'slip']));
});

async function untilExists(path: string): Promise<void> {
  while (!existsSync(path)) await setImmediate();
}

test('a run goes on without readers and without its terminal, to the end', async () => {
  const out = join(folder, 'run');
  await using program = new ProgramUnderTest('runner/cli.ts', ['bench', 'startup', '--profile', 'smoke', '--out', out]);
  program.child.stdout?.destroy();
  program.child.stderr?.destroy();
  await untilExists(join(out, 'trials.jsonl'));
  program.child.kill('SIGHUP');
  expect(await program.end()).toBe(0);
  expect(readdirSync(out).toSorted()).toEqual(['charts', 'report.html', 'report.md', 'results.json']);
}, 60_000);
