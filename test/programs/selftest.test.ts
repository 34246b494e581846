/** `npm run selftest` as a user meets it: real servers and clients, as short as can be, cut off and gone on with. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chosen } from '../conformance/selection.ts';
import { ProgramUnderTest } from './program-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-selftest-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  await using cli = new ProgramUnderTest('runner/cli.ts', ['selftest', ...args]);
  let stdout = '';
  cli.child.stdout?.on('data', (text: Buffer) => (stdout += text.toString()));
  return { code: await cli.end(), stdout, stderr: cli.stderr };
}

test('says its time first, is cut off in its second part, goes on, and is judged again byte for byte', async () => {
  const out = join(folder, 'of mine');
  await using cli = new ProgramUnderTest('runner/cli.ts', ['selftest', '--smoke', '--seed', '5', '--out', out]);
  const secondPart = Promise.withResolvers<void>();
  cli.child.stderr?.on('data', () => {
    if (cli.stderr.includes(': slowdowns/')) secondPart.resolve();
  });
  await Promise.race([secondPart.promise, cli.end()]);
  cli.child.kill('SIGINT');
  expect(await cli.end()).toBe(130);
  expect(cli.stderr).toMatch(/^selftest: about \d+ s \(identical \d+ s, slowdowns \d+ s\); Ctrl-C saves/);
  expect(cli.stderr).toContain(`stopped; what was measured is safe: npm run selftest -- --resume '${out}'`);
  expect(readdirSync(join(out, 'identical'))).toEqual(['results.json']);
  expect(readdirSync(join(out, 'slowdowns'))).toEqual(['trials.jsonl']);
  expect(existsSync(join(out, 'selftest.json'))).toBe(false);

  const { code, stdout, stderr } = await run('--resume', out);
  // One round has no interval, and what cannot be judged is not right.
  expect(code).toBe(1);
  expect(stderr).toMatch(/^selftest: about \d+ s \(slowdowns \d+ s\)/);
  expect(stdout).toContain('shortened (comparisons: 2 of 200, rounds with slowdowns: 1 of 40)');
  expect(readdirSync(out).toSorted()).toEqual(['identical', 'selftest.json', 'selftest.md', 'slowdowns']);
  const files = ['selftest.json', 'selftest.md'].map((name) => readFileSync(join(out, name), 'utf8'));
  expect(JSON.parse(files[0] ?? '')).toMatchObject({
    format: 'echobench/selftest',
    isPassed: false,
    identical: { planned: 2, measured: { seed: 5, rounds: 1 } },
    slowdowns: { found: [{ asked: 0.05 }, { asked: 0.1 }, { asked: 0.2 }] },
  });

  expect(await run('--resume', out)).toMatchObject({ code: 1, stdout, stderr: '' });
  expect(['selftest.json', 'selftest.md'].map((name) => readFileSync(join(out, name), 'utf8'))).toEqual(files);
}, 120_000);

const refusals: [args: string[], message: string][] = [
  [
    ['--resume', folder],
    `--resume ${folder}: holds no self-test that was begun: name a folder that npm run selftest made`,
  ],
  [['--comparisons', '0'], '--comparisons 0: use a whole number from 1 to 1000'],
  [['--rounds', 'many'], '--rounds many: use a whole number from 1 to 1000'],
  [
    ['--rounds', '60', '--resume', folder],
    '--rounds with --resume: a self-test goes on as it was planned; leave it out',
  ],
  [['--resume', ''], '--resume "": is empty; name the folder of a self-test that was cut off'],
  [['--out', ''], '--out "": is empty; name a new or empty folder'],
  [['models'], "error: too many arguments for 'selftest'"],
];

test.each(chosen(refusals, refusals.slice(0, 1)))('%j is refused in one sentence', async (args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(`error: ${stderr}`).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
