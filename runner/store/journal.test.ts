import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../protocol/flags.ts';
import { resultVersion } from '../result/result.ts';
import { madeUpResult } from '../../test/made-up-result.ts';
import type { Trial } from '../result/trial.ts';
import { kinds } from '../trials/index.ts';
import { createJournal, journalName, readJournal, resumeJournal, type JournalFile } from './journal.ts';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'echobench-journal-'));
  path = join(directory, journalName);
});
afterEach(() => rm(directory, { recursive: true }));

/** A run that was cut off: of one cell there are two rounds. */
const measured = madeUpResult();
const arm = measured.plan.groups[0]?.cells.find(({ role }) => role === 'arm')?.id ?? '';
function sampleTrial(round: number): Trial {
  return measured.trials.find((trial) => trial.cell === arm && trial.round === round) as Trial;
}
const { trials: _, ...begun } = measured;
const header = { ...begun, finishedAt: null, elapsedMs: null };

/** A journal with one line for the header and one for each of two rounds. */
async function writeSample(): Promise<void> {
  await using journal = await createJournal(directory, header);
  await journal.append([sampleTrial(0)]);
  await journal.append([sampleTrial(1)]);
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(directory, 'DIR');
}

/** A file on a disk with room for `room` appends; then it is as full as /dev/full. */
async function openOnDiskWithRoomFor(room: number, name: string, flags: string): Promise<JournalFile> {
  const file = await open(name, flags);
  const full = await open('/dev/full', 'w');
  let left = room;
  return {
    appendFile: (text) => (left-- > 0 ? file : full).appendFile(text),
    sync: () => file.sync(),
    truncate: (bytes) => file.truncate(bytes),
    close: async () => {
      await Promise.all([file.close(), full.close()]);
    },
  };
}

describe('a journal', () => {
  test('gives back the header and every trial that was appended', async () => {
    await writeSample();
    expect(await readJournal(directory, kinds)).toEqual({ header, trials: [sampleTrial(0), sampleTrial(1)] });
  });

  test('has a line for the header and one for each trial', async () => {
    await writeSample();
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(4);
  });

  test('of a new run is never written over an older one', async () => {
    await writeSample();
    expect(await refusal(createJournal(directory, header))).toBe(
      'DIR/trials.jsonl: it is there already: nothing has been measured yet: put that right, or choose another folder with --out',
    );
  });

  test('takes no trial that it could not give back', async () => {
    await using journal = await createJournal(directory, header);
    await expect(journal.append([sampleTrial(0), { ...sampleTrial(1), round: Number.NaN }])).rejects.toThrow(
      `trial of ${arm}, round NaN: is no valid result: round: expected number, found NaN`,
    );
    await journal.append([sampleTrial(1)]);
    expect((await readJournal(directory, kinds)).trials).toEqual([sampleTrial(1)]);
  });

  test('loses the last line when that was cut off, wherever the cut is', async () => {
    await writeSample();
    const whole = await readFile(path);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let bytes = lastLine; bytes < whole.length; bytes += 97) {
      await truncate(path, bytes);
      expect((await readJournal(directory, kinds)).trials, `cut at byte ${bytes}`).toEqual([sampleTrial(0)]);
      await writeFile(path, whole);
    }
  });

  test('goes on behind the last whole line after a crash', async () => {
    await writeSample();
    await appendFile(path, '{"cell": "models/64 conn…');
    const { journal, trials } = await resumeJournal(directory, kinds);
    expect(trials).toHaveLength(2);
    await journal.append([sampleTrial(2)]);
    await journal.close();
    expect((await readJournal(directory, kinds)).trials).toEqual([sampleTrial(0), sampleTrial(1), sampleTrial(2)]);
  });
});

describe.runIf(existsSync('/dev/full'))('on a full disk', () => {
  test('a journal cannot be started, and leaves nothing behind', async () => {
    const attempt = createJournal(directory, header, (name, flags) => openOnDiskWithRoomFor(0, name, flags));
    expect(await refusal(attempt)).toBe(
      'DIR/trials.jsonl: the disk is full: nothing has been measured yet: put that right, or choose another folder with --out',
    );
    expect(existsSync(path)).toBe(false);
  });

  test('the run goes on with the runtime that it was begun with', async () => {
    const withNode = { ...header, commandLine: ['--node', '/opt/my node/bin/node'] };
    await using journal = await createJournal(directory, withNode, (name, flags) =>
      openOnDiskWithRoomFor(1, name, flags),
    );
    expect(await refusal(journal.append([sampleTrial(0)]))).toContain(
      "npm run bench -- --resume DIR --node '/opt/my node/bin/node'",
    );
  });

  test('appending says what is safe, and where', async () => {
    await using journal = await createJournal(directory, header, (name, flags) =>
      openOnDiskWithRoomFor(2, name, flags),
    );
    await journal.append([sampleTrial(0), sampleTrial(1)]);
    const sentence =
      'DIR/trials.jsonl: the disk is full: the 2 trials saved so far are safe in this file: ' +
      'put that right, then go on with npm run bench -- --resume DIR';
    expect(await refusal(journal.append([sampleTrial(2)]))).toBe(sentence);
    expect(await refusal(journal.append([sampleTrial(2)])), 'and nothing is written behind a cut line').toBe(sentence);
    expect((await readJournal(directory, kinds)).trials).toEqual([sampleTrial(0), sampleTrial(1)]);
  });
});

describe('refused with one sentence', () => {
  test('a folder without a journal', async () => {
    expect(await refusal(readJournal(directory, kinds))).toBe(
      'DIR/trials.jsonl: there is no such file or folder: name the folder of a run that was cut off',
    );
  });

  test('a crash before the first trial', async () => {
    await writeFile(path, '{"format": "echoben');
    expect(await refusal(readJournal(directory, kinds))).toBe(
      'DIR/trials.jsonl: was cut off before the first trial: nothing is lost: start anew',
    );
  });

  test('damage in the middle', async () => {
    await writeSample();
    const [first, second, third] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [first, second?.slice(0, 40), third, ''].join('\n'));
    expect(await refusal(readJournal(directory, kinds))).toBe(
      'DIR/trials.jsonl: line 2 is damaged: delete it and what follows, then resume: the lines before it are good',
    );
  });

  test('a header of a newer edition', async () => {
    await writeFile(path, `${JSON.stringify({ ...header, version: resultVersion + 1 })}\n`);
    expect(await refusal(readJournal(directory, kinds))).toBe(
      `DIR/trials.jsonl: line 1 was written by a newer echobench (version ${resultVersion + 1}; this one reads ${resultVersion}): update`,
    );
  });

  test('a trial of another run', async () => {
    await writeSample();
    await appendFile(path, `${JSON.stringify({ ...sampleTrial(2), cell: 'other' })}\n`);
    expect(await refusal(readJournal(directory, kinds))).toBe(
      'DIR/trials.jsonl: is no valid result: trials[2].cell: other is no cell of the plan',
    );
  });
});

test('a journal with a byte-order mark, from an editor, is not taken for a damaged one', async () => {
  await writeSample();
  await writeFile(path, `\uFEFF${await readFile(path, 'utf8')}`);
  expect(await refusal(readJournal(directory, kinds))).toMatch(
    /^DIR\/trials\.jsonl: begins with a byte-order mark, which no JSON has: strip its first 3 bytes: tail /,
  );
});
