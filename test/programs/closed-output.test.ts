/** Programs whose reader goes away, as `head -1` does: they end at the next line, and say nothing about it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { startServer } from './program-under-test.ts';

let standing: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  standing = await startServer('event-loop');
});
afterAll(() => standing.server[Symbol.asyncDispose]());

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

test.each(['event-loop', 'thread-pool-handoff', 'process-pool-shared'])('server, %s', async (model) => {
  const command = ['servers/main.ts', '--model', model, '--framing', 'raw', '--workers', '2'];
  expect(await closeAfterOneLine('usage', command)).toEqual({ code: 141, stderr: '', lines: 2 });
});

test.each([
  ['go 20', '1'],
  ['stop', '1'],
  ['go 20', '2'],
  ['stop', '2'],
])('client, told to %s, with %s processes', async (order, clients) => {
  const connect = formatEndpoint(standing.endpoint);
  const load = ['--connections', '4', '--warmup', '100req,100ms', '--clients', clients];
  const command = ['clients/main.ts', '--connect', connect, '--framing', 'length-u32', ...load];
  expect(await closeAfterOneLine(order, command)).toEqual({ code: 141, stderr: '', lines: 2 });
});
