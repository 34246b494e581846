/** What is left of processes that were killed, among folders of processes that live, of other users, and of similar names. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeOwnedFolder } from '../../native/owned-folder.ts';
import { findLeftovers, removeLeftovers } from './leftovers.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'echobench-'));
});
afterEach(() => rmSync(place, { recursive: true }));

/** A process that has made a folder in `place`, with a file in it, and runs until it is killed. */
async function startOwner() {
  const module = fileURLToPath(new URL('../../native/owned-folder.ts', import.meta.url));
  const source = `
    import { writeFileSync } from 'node:fs';
    import { makeOwnedFolder } from ${JSON.stringify(module)};
    const folder = await makeOwnedFolder('trying', ${JSON.stringify(place)});
    writeFileSync(folder + '/file', 'something');
    process.stdout.write(folder);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [folder] = (await once(child.stdout, 'data')) as [Buffer];
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { folder: folder.toString(), pid: child.pid, kill, [Symbol.asyncDispose]: kill };
}

test('a folder is in use as long as its process runs, and is removed when that was killed', async () => {
  await using owner = await startOwner();
  expect(await findLeftovers([place])).toEqual({
    abandoned: [],
    leftAlone: [{ path: owner.folder, why: `is used by process ${owner.pid}` }],
  });
  await owner.kill();
  const found = await findLeftovers([place]);
  expect(found).toEqual({ abandoned: [owner.folder], leftAlone: [] });
  expect(await removeLeftovers(found)).toEqual([]);
  expect(readdirSync(place)).toEqual([]);
});

test('what merely has a similar name is told of, and stays', async () => {
  mkdirSync(join(place, 'echobench-k3X9aQ'));
  mkdirSync(join(place, 'echobench'));
  mkdirSync(join(place, 'my-echobench-trying-00000000-1-1-k3X9aQ'));
  writeFileSync(join(place, 'echobench-codec-4711.json'), '{}');
  const found = await findLeftovers([place]);
  expect(found).toEqual({
    abandoned: [],
    leftAlone: [{ path: join(place, 'echobench-k3X9aQ'), why: expect.stringMatching(/^does not say which process/) }],
  });
  await removeLeftovers(found);
  expect(readdirSync(place)).toHaveLength(4);
});

test('of another machine with the same folder nothing is removed', async () => {
  const path = join(place, 'echobench-trying-00000000-4194305-1-k3X9aQ');
  mkdirSync(path);
  const why = 'was made on another machine, or in another container: clean up there';
  expect(await findLeftovers([place])).toEqual({ abandoned: [], leftAlone: [{ path, why }] });
});

test('a link is not followed: neither one of such a name, nor one in a folder that is removed', async () => {
  await using owner = await startOwner();
  await owner.kill();
  const precious = join(place, 'precious');
  mkdirSync(precious);
  writeFileSync(join(precious, 'thesis.txt'), 'mine');
  symlinkSync(precious, join(owner.folder, 'link'));
  symlinkSync(precious, join(place, basename(owner.folder).replace(/.{6}$/, 'linked')));
  const found = await findLeftovers([place]);
  expect(found.abandoned).toEqual([owner.folder]);
  await removeLeftovers(found);
  expect(existsSync(join(precious, 'thesis.txt'))).toBe(true);
});

test.skipIf(process.geteuid?.() !== 0)("another user's is left to that one (only root can try it)", async () => {
  await using owner = await startOwner();
  await owner.kill();
  chownSync(owner.folder, 65_534, 65_534);
  expect(await findLeftovers([place])).toEqual({
    abandoned: [],
    leftAlone: [{ path: owner.folder, why: 'belongs to another user (65534)' }],
  });
});

test('places that are not there, and folders that go meanwhile, hold nothing', async () => {
  expect(await findLeftovers([join(place, 'nowhere')])).toEqual({ abandoned: [], leftAlone: [] });
  const folder = await makeOwnedFolder('trying', place);
  rmSync(folder, { recursive: true });
  expect(await removeLeftovers({ abandoned: [folder], leftAlone: [] })).toEqual([]);
});
