import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../protocol/flags.ts';
import { edited } from '../../test/edited.ts';
import { madeUpResult } from '../../test/made-up-result.ts';
import { readResult, refuseFinished, resultName, writeResult } from './result-file.ts';
import { createJournal, journalName } from './journal.ts';
import { resultVersion, type ResultFile } from '../result/result.ts';
import type { Trial } from '../result/trial.ts';
import { kinds } from '../trials/index.ts';

const remedy =
  'take it from where it was saved, or the edition from the commit that its environment names, or measure again';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'echobench-result-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** A run that was cut off: of one cell there are two rounds. */
const whole = madeUpResult();
const arm = whole.plan.groups[0]?.cells.find(({ role }) => role === 'arm')?.id ?? '';
const experiment = whole.plan.groups[0]?.experiment ?? '';
function sampleTrial(round: number): Trial {
  return whole.trials.find((trial) => trial.cell === arm && trial.round === round) as Trial;
}

function sampleResult(changes: Partial<ResultFile> = {}): ResultFile {
  const trials = [sampleTrial(0), sampleTrial(1)];
  return { ...whole, finishedAt: null, elapsedMs: null, trials, ...changes };
}

/** The sentence that `readResult` refuses a file with, without the name of the folder. */
async function refusal(path: string = directory): Promise<string> {
  const error: unknown = await readResult(path, kinds).then(
    () => 'it was read',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(directory, 'DIR');
}

async function refusalOf(content: string): Promise<string> {
  await writeFile(join(directory, resultName), content);
  return refusal();
}

function editedText(at: string, value: unknown): string {
  // JSON has no infinity, but a number that is too large becomes one.
  return JSON.stringify(edited(sampleResult(), { [at]: value })).replaceAll('"<huge>"', '1e999');
}

describe('a result that was written', () => {
  test('is read back as it was, by its folder and by its own path', async () => {
    const path = await writeResult(directory, sampleResult());
    expect(await readResult(directory, kinds)).toEqual(sampleResult());
    expect(await readResult(path, kinds)).toEqual(sampleResult());
  });

  test('holds one trial per line and nothing beside it in the folder', async () => {
    const path = await writeResult(directory, sampleResult());
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines.filter((line) => line.includes('"outcome"'))).toHaveLength(2);
    expect(await readdir(directory)).toEqual([resultName]);
  });

  test('is refused after an edit that nothing else would show, and read again when that is taken back', async () => {
    const path = await writeResult(directory, sampleResult());
    const text = await readFile(path, 'utf8');
    for (const [from, to] of [
      [/"seed": \d+/, '"seed": 4711'],
      [/"messages":\d/, '"messages":9'],
    ] as const) {
      const changed = text.replace(from, to);
      expect(changed).not.toBe(text);
      expect(await refusalOf(changed)).toBe(
        'DIR/results.json: was changed after the run wrote it (its sha256 is that of other contents): take it from where it was saved, or measure again',
      );
    }
    // White space says nothing.
    await writeFile(path, JSON.stringify(JSON.parse(text), null, 1));
    expect(await readResult(path, kinds)).toEqual(sampleResult());
  });

  test('may hold no trial yet', async () => {
    await writeResult(directory, sampleResult({ trials: [] }));
    expect((await readResult(directory, kinds)).trials).toEqual([]);
  });

  test('replaces an older one', async () => {
    await writeResult(directory, sampleResult());
    await writeResult(directory, sampleResult({ commandLine: [] }));
    expect((await readResult(directory, kinds)).commandLine).toEqual([]);
  });

  test('takes the place of the journal, unless the run was interrupted and can be resumed', async () => {
    const journal = join(directory, journalName);
    await writeFile(journal, '');
    await writeResult(directory, sampleResult({ finishedAt: null }));
    expect(existsSync(journal)).toBe(true);
    await writeResult(directory, whole);
    expect(existsSync(journal)).toBe(false);
  });

  test('may carry properties that a later edition adds', async () => {
    await writeFile(join(directory, resultName), editedText('environment.turbo', true));
    expect(await readResult(directory, kinds)).toEqual(sampleResult());
  });
});

describe('a result that cannot be written', () => {
  test('leaves the journal and says that the trials are safe in it', async () => {
    const { trials, ...header } = sampleResult();
    await using journal = await createJournal(directory, header);
    await journal.append(trials);
    // A folder in the way of the rename.
    await mkdir(join(directory, resultName));
    const message = await writeResult(directory, sampleResult()).catch((error: unknown) => String(error));
    expect(message.replaceAll(directory, 'DIR')).toBe(
      'UserError: DIR/results.json: this is a folder, not a file: every trial is safe in DIR/trials.jsonl: ' +
        'put that right, then go on with npm run bench -- --resume DIR',
    );
    expect((await readdir(directory)).toSorted()).toEqual([resultName, journalName]);
  });
});

describe('going on with a run', () => {
  const refused = async () => {
    const error: unknown = await refuseFinished(directory).catch((reason: unknown) => reason);
    return error instanceof UserError ? error.message.replaceAll(directory, 'DIR') : error;
  };

  test('that is finished is refused with the place of its report', async () => {
    await writeFile(join(directory, resultName), '');
    expect(await refused()).toBe('--resume DIR: this run is finished: make its report with npm run report -- DIR');
    await writeFile(join(directory, 'report.md'), '');
    expect(await refused()).toBe('--resume DIR: this run is finished: its report is DIR/report.md');
  });

  test('that was cut off, also just before its journal was taken away, is not', async () => {
    expect(await refused()).toBeUndefined();
    await writeFile(join(directory, journalName), '');
    await writeFile(join(directory, resultName), '');
    expect(await refused()).toBeUndefined();
  });
});

describe('refused with one sentence', () => {
  test('a folder that is not there', async () => {
    expect(await refusal(join(directory, 'none'))).toBe(
      'DIR/none: there is no such file or folder: name a folder that npm run bench made, such as results/latest, or its results.json',
    );
  });

  test('a folder without a result', async () => {
    expect(await refusal()).toBe(
      'DIR: holds no results.json: name a folder that npm run bench made, such as results/latest, or its results.json',
    );
  });

  test('a run that was cut off', async () => {
    await writeFile(join(directory, journalName), '');
    expect(await refusal()).toBe(
      'DIR: holds a run that was cut off, and no results.json: finish it with npm run bench -- --resume DIR',
    );
  });

  test.each([
    ['an empty file', ''],
    ['a file that was cut short', JSON.stringify(sampleResult()).slice(0, -100)],
  ])('%s', async (_, content) => {
    expect(await refusalOf(content)).toBe(
      'DIR/results.json: was cut short or is no JSON: copy it again, or measure again',
    );
  });

  test.each<[what: string, bytes: (text: string) => Buffer, sentence: RegExp]>([
    [
      'with a byte-order mark',
      (text) => Buffer.from(`\uFEFF${text}`),
      /^DIR\/results\.json: begins with a byte-order mark, which no JSON has: strip its first 3 bytes: (.*)$/,
    ],
    [
      'saved as UTF-16',
      (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
      /^DIR\/results\.json: was saved as UTF-16, and JSON is UTF-8: turn it back: (.*)$/,
    ],
  ])('a result %s, with a command that puts it right', async (_, bytes, sentence) => {
    const { trials, ...header } = sampleResult();
    const path = join(directory, resultName);
    await writeFile(path, bytes(JSON.stringify({ ...header, trials })));
    const command = sentence.exec(await refusal())?.[1]?.replaceAll('DIR', directory);
    execFileSync('sh', ['-c', command ?? 'exit 1']);
    expect(await readResult(path, kinds)).toEqual(sampleResult());
    expect(await readdir(directory)).toEqual([resultName]);
  });

  test.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a file of another program', '{"format": "k6", "version": 7}'],
  ])('%s', async (_, content) => {
    expect(await refusalOf(content)).toBe(
      'DIR/results.json: is no echobench result (those begin with "format": "echobench/result")',
    );
  });

  test.each([1, 2])('a file of version %i, with what to do', async (version) => {
    expect(await refusalOf(`{"format": "echobench/result", "version": ${version}}`)).toBe(
      `DIR/results.json: was written by an older echobench (version ${version}; this one reads ${resultVersion}): make its report with the commit that its environment names, or measure again`,
    );
  });

  test('a file of a newer edition, whatever else is in it', async () => {
    expect(await refusalOf(`{"format": "echobench/result", "version": ${resultVersion + 1}}`)).toBe(
      `DIR/results.json: was written by a newer echobench (version ${resultVersion + 1}; this one reads ${resultVersion}): update`,
    );
  });

  test.each<[edit: string, value: unknown, sentence: string]>([
    ['version', '1', 'version: expected 3, found "1"'],
    ['startedAt', 'yesterday', 'startedAt: Invalid ISO datetime, found "yesterday"'],
    ['finishedAt', 'tomorrow', 'finishedAt: Invalid ISO datetime, found "tomorrow"'],
    ['elapsedMs', -1, 'elapsedMs: expected number to be >=0, found -1'],
    ['plan.rounds', -4, 'plan.rounds: expected number to be >0, found -4'],
    ['plan.rounds', 2.5, 'plan.rounds: expected int, found 2.5'],
    ['plan.margin', '<huge>', 'plan.margin: expected number, found Infinity'],
    ['plan.margin', 5, 'plan.margin: expected number to be <1, found 5'],
    ['plan.profile', 'fast', 'plan.profile: expected one of "smoke"|"quick"|"standard"|"rigorous", found "fast"'],
    [
      'plan.groups.0.cells.1.kind',
      'teapot',
      'plan.groups[0].cells[1].kind: teapot, and this edition has server, channel, claim',
    ],
    [
      'plan.groups.0.cells.1.setup.load.depth',
      undefined,
      'plan.groups[0].cells[1].setup.load.depth: expected number, found nothing',
    ],
    [
      'plan.groups.0.cells.1.setup.load.shape',
      'flood',
      "plan.groups[0].cells[1].setup.load.shape: expected 'closed' | 'churn' | 'open' | 'objective' | 'none'",
    ],
    [
      'plan.groups.0.cells.1.kind',
      '__proto__',
      'plan.groups[0].cells[1].kind: __proto__, and this edition has server, channel, claim',
    ],
    ['plan.kinds', [], 'plan.experiments[0].kind: server is no kind of the plan'],
    ['plan.kinds.0.name', 'teapot', 'plan.kinds[0].name: teapot, and this edition has server, channel, claim'],
    ['plan.kinds.0.controls.1', 'hops', 'plan.kinds[0].controls[1]: hops is no metric of the kind server'],
    [
      'plan.kinds.0.details.0.metrics.1',
      'hops',
      'plan.kinds[0].details[0].metrics[1]: hops is no metric of the kind server',
    ],
    ['plan.experiments', [], `plan.groups[0].experiment: ${experiment} is no experiment of the plan`],
    [
      'plan.experiments.0.metrics',
      [],
      'plan.experiments[0].primaryMetric: messagesPerSecond, and the first of its metrics is missing',
    ],
    ['plan.experiments.0.metrics.1', 'hops', 'plan.experiments[0].metrics[1]: hops is no metric of the kind server'],
    [
      'plan.groups.0.level',
      { axis: 'hops', amount: 1 },
      'plan.groups[0].level.axis: hops is no axis of its experiment',
    ],
    ['trials.0.labels', ['lucky'], 'trials[0].labels: lucky is no label of the plan'],
    [
      'trials.0.record.serviceTime.histogram',
      'HISTFAAA',
      'trials[0].record.serviceTime.histogram: expected an HDR histogram that is whole, found "HISTFAAA"',
    ],
    ['plan.groups.0.cells.1.id', arm, `plan.groups[0].cells[2].id: ${arm} is there twice`],
    ['plan.groups.0.comparisons.0.arm', 'x', 'plan.groups[0].comparisons[0].arm: x is no cell of this group'],
    ['trials.1.cell', 'x', 'trials[1].cell: x is no cell of the plan'],
    ['trials.1.round', 0, 'trials[1]: is the same cell, round and attempt as trials[0]'],
    ['trials.1.outcome', 'fine', 'trials[1].outcome: expected completed, failed or skipped'],
    ['trials.0.labels', [3], 'trials[0].labels[0]: expected string, found 3'],
    [
      'trials.0.record.slices.0.messages',
      -1,
      'trials[0].record.slices[0].messages: expected number to be >=0, found -1',
    ],
    [
      'trials.0.record.slices.0.server.cpuNs',
      null,
      'trials[0].record.slices[0].server.cpuNs: expected number, found null',
    ],
  ])('hand-edited nonsense: %s = %j', async (edit, value, sentence) => {
    expect(await refusalOf(editedText(edit, value))).toBe(
      `DIR/results.json: is no valid result: ${sentence}; ${remedy}`,
    );
  });

  test('a metric that this edition has no more, since its column would be empty', async () => {
    await writeResult(directory, sampleResult());
    const { server } = kinds;
    if (server === undefined) throw new Error('no kind is called server');
    const metrics = server.metrics.filter(({ name }) => name !== 'cpuNsPerMessage');
    await expect(readResult(directory, { server: { ...server, metrics } })).rejects.toThrow(
      /: this edition cannot read cpuNsPerMessage out of a trial; take it .* the commit that its environment names/,
    );
  });

  test('nonsense in many places names the first and counts the others', async () => {
    const trials = [0, 1, 2].map((round) => ({ ...sampleTrial(round), attempt: -1 }));
    expect(await refusalOf(JSON.stringify(sampleResult({ trials })))).toBe(
      `DIR/results.json: is no valid result: trials[0].attempt: expected number to be >=0, found -1 (and 2 more); ${remedy}`,
    );
  });
});
