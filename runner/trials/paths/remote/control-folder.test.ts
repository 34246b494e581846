/** Where ssh's sockets are: private, short, and gone afterwards. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openControlFolder } from './control-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with a name of so many letters. */
function place(letters: number, sign = 'a'): string {
  const made = join(folder, sign.repeat(letters));
  mkdirSync(made);
  return made;
}

test('is for this user alone, gives a new name each time, and goes with what is in it', async () => {
  let socket: string;
  {
    await using control = await openControlFolder([folder]);
    socket = control.nextSocket();
    expect(control.nextSocket()).not.toBe(socket);
    expect(dirname(dirname(socket))).toBe(folder);
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
  }
  expect(existsSync(dirname(socket))).toBe(false);
});

test.each([
  ['is too long', 60, 'b'],
  ['means something to ssh', 2, '%'],
])('is elsewhere where the usual path %s', async (_, letters, sign) => {
  const unusable = place(letters, sign);
  await using control = await openControlFolder([unusable, folder]);
  expect(dirname(dirname(control.nextSocket()))).toBe(folder);
  expect(readdirSync(unusable)).toEqual([]);
});

test('where there is none, it says why, and what to do', async () => {
  const places = [join(folder, 'nowhere'), place(70, 'c')];
  await expect(openControlFolder(places)).rejects.toThrow(
    `no folder for the socket by which ssh shares a connection: ${places[0]}: there is no such file or folder; ` +
      `${places[1]}: too long for the path of a socket, or with signs that mean something to ssh; name one with TMPDIR`,
  );
});
