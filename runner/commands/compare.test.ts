import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { edited } from '../../test/edited.ts';
import { compute, models } from '../../test/made-up-charts.ts';
import { cutOff, madeUpResult } from '../../test/made-up-result.ts';
import { baseline, madeUpRun } from '../../test/made-up-run.ts';
import { UserError } from '../../protocol/flags.ts';
import type { ResultFile } from '../result/result.ts';
import { writeResult } from '../store/result-file.ts';
import { compareResults, parseFailOn, type CompareRequest } from './compare.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-compare-'));
  await save('before', resultOf(0.93, { seed: 1 }));
  await save('after', resultOf(0.93 * 0.8, { seed: 2 }));
  await save('same', resultOf(0.93, { seed: 3 }));
});
afterAll(() => rm(root, { recursive: true }));

function resultOf(speed: number, options: Parameters<typeof madeUpRun>[1]): ResultFile {
  const arms = [
    { name: baseline, speed: 1 },
    { name: 'thread-pool-handoff', speed },
  ];
  return madeUpRun([{ ...models, arms }], options).result;
}

async function save(name: string, result: unknown): Promise<void> {
  await mkdir(join(root, name));
  await writeResult(join(root, name), result as ResultFile);
}

const style = { colour: false, columns: 120 };

async function compared(A: string, B: string, options: Partial<CompareRequest> = {}) {
  const paths = { A: join(root, A), B: join(root, B) };
  const { text, exitCode } = await compareResults(
    { paths, across: false, all: false, failOn: null, ...options },
    style,
  );
  return { text: text.replaceAll(root, 'ROOT'), exitCode };
}

async function refusal(A: string, B: string, options: Partial<CompareRequest> = {}): Promise<string> {
  const error: unknown = await compared(A, B, options).then(
    ({ text }) => text,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(root, 'ROOT');
}

describe('two results', () => {
  test('are compared by their folders or files, whatever these are called', async () => {
    const { text, exitCode } = await compared('before', 'after');
    expect(text).toMatch(/ {2}thread-pool-handoff .* changed: slower by more than 10 %\n/);
    expect(text).toContain('A = ROOT/before: ');
    expect(exitCode).toBe(0);
    await cp(join(root, 'after', 'results.json'), join(root, 'other name.json'));
    const byFile = await compared('before/results.json', 'other name.json');
    const figures = (words: string) => words.slice(words.indexOf('models/64-connections: '));
    expect(figures(byFile.text)).toBe(figures(text));
  });

  test('that are the same are refused, by whatever way they are reached', async () => {
    await symlink(join(root, 'before'), join(root, 'link'));
    await cp(join(root, 'before'), join(root, 'copy'), { recursive: true });
    const same = 'are the same result; compare two runs';
    expect(await refusal('before', 'before')).toBe(`ROOT/before and ROOT/before: ${same}`);
    expect(await refusal('before', 'before/results.json')).toContain(same);
    expect(await refusal('before', 'link')).toBe(`ROOT/before and ROOT/link: ${same}`);
    expect(await refusal('before', 'copy')).toBe(
      'ROOT/before and ROOT/copy: are copies of the same run, begun at 2026-01-02T03:04:05.000Z with the seed 1; ' +
        'compare two runs',
    );
  });

  test('without a comparison in common are refused, and it is said what each has', async () => {
    await save('compute', madeUpRun([compute], { seed: 4 }).result);
    expect(await refusal('before', 'compute')).toBe(
      'ROOT/before and ROOT/compute: have no comparison in common: ROOT/before has models, and ROOT/compute has compute; ' +
        'compare runs of the same experiments in the same profile',
    );
  });

  test('of which one is interrupted, or lacks trials in some rounds, are compared by what there is', async () => {
    await save('interrupted', cutOff(resultOf(0.93, { seed: 5 }), -4));
    const { text } = await compared('before', 'interrupted');
    expect(text).toContain('B: the run was interrupted');
    expect(text).toMatch(/ {2}thread-pool-handoff .* held within 10 %\n/);
  });

  test('of an unfit run give no verdict', async () => {
    await save('unfit', resultOf(0.5, { seed: 6, unfit: true }));
    const { text, exitCode } = await compared('before', 'unfit', { failOn: parseFailOn('slower:10%') });
    expect(text).toContain('B: UNFIT RUN');
    expect(text).toContain('(1) in B the run is unfit');
    expect(text).not.toContain('changed:');
    expect(text).toContain('nothing could be checked, so that nothing has passed');
    expect(exitCode, 'neither passed nor failed').toBe(2);
  });

  test('of channels, which have other metrics, without latencies of servers', async () => {
    await save('channels', madeUpResult({ experiments: ['ipc'], seed: 7 }));
    await save('channels again', madeUpResult({ experiments: ['ipc'], seed: 8 }));
    const { text } = await compared('channels', 'channels again', { all: true });
    expect(text).toContain('round trip, median ÷ tcp-loopback');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('a file that is no result is refused in a sentence', () => {
  test.each<[what: string, content: (good: ResultFile) => string, sentence: RegExp]>([
    ['cut short', (good) => JSON.stringify(good).slice(0, -20), /was cut short or is no JSON/],
    [
      'of an older version',
      (good) => JSON.stringify({ ...good, version: 1 }),
      /was written by an older echobench \(version 1/,
    ],
    [
      'edited to nonsense',
      (good) => JSON.stringify(edited(good, { 'plan.rounds': -4 })),
      /is no valid result: plan\.rounds: expected number/,
    ],
  ])('%s', async (what, content, sentence) => {
    const name = `bad ${what}`;
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'results.json'), content(resultOf(1, { seed: 9 })));
    expect(await refusal('before', name)).toMatch(sentence);
    expect(await refusal(name, 'before')).toMatch(sentence);
  });

  test('a folder that is not there', async () => {
    expect(await refusal('before', 'nowhere')).toMatch(/^ROOT\/nowhere: /);
  });
});

test('runs of one machine are that with --across as well', async () => {
  await save('again', resultOf(0.93, { seed: 12 }));
  const { text } = await compared('before', 'again', { across: true });
  expect(text).not.toContain('Across machines');
  expect(text).toBe((await compared('before', 'again')).text);
});

describe('runs of two machines', () => {
  const other = { 'environment.os.kernel': '6.12.0', 'environment.mitigations.meltdown': 'Mitigation: PTI' };

  test('are refused by what differs, unless they shall be compared all the same', async () => {
    await save('elsewhere', edited(resultOf(0.93, { seed: 10 }), other));
    expect(await refusal('before', 'elsewhere')).toBe(
      'ROOT/before and ROOT/elsewhere: were measured on different machines: kernel was 6.1.0-18-cloud-amd64, is 6.12.0; ' +
        'mitigation meltdown was Not affected, is Mitigation: PTI; compare runs of one machine, or add --across, which ' +
        'compares ratios within each run all the same',
    );
    const { text } = await compared('before', 'elsewhere', { across: true });
    expect(text).toMatch(/^Across machines: only ratios within each run are compared\./);
    expect(text).toMatch(/ {2}kernel +6\.1\.0-18-cloud-amd64 +6\.12\.0\n/);
  });

  test('of which parts are unknown are compared, and it is said that nobody could verify it', async () => {
    await save('older', edited(resultOf(0.93, { seed: 11 }), { 'environment.clockSource': undefined }));
    const { text } = await compared('before', 'older');
    expect(text).toContain('Not verified to be the same machine');
  });

  test('are refused where nothing tells of their processors', async () => {
    const nameless = { 'environment.processor.model': 'unknown', 'environment.processor.identity': null };
    await save('nameless', edited(resultOf(0.93, { seed: 12 }), nameless));
    expect(await refusal('before', 'nameless')).toContain('nothing tells whether their processors are the same');
  });

  test('are told apart by the machine of the servers too', async () => {
    const there = resultOf(0.93, { seed: 13 });
    await save('remote', { ...there, remoteEnvironment: there.environment });
    expect(await refusal('before', 'remote')).toContain(
      'servers was on the machine of the clients, is on another machine; compare',
    );
  });
});

describe('--fail-on', () => {
  test('exits with 1 where a figure got worse by more than that, and names it', async () => {
    const { text, exitCode } = await compared('before', 'after', { failOn: parseFailOn('slower:10%') });
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /--fail-on slower:10%: failed by 1 of 1 figure:\n {2}models\/64-connections\/thread-pool-handoff\/throughput ×0\.\d+ /,
    );
  });

  test.each([
    ['before', 'same', 'slower:1%'],
    ['before', 'after', 'slower:40%'],
    ['after', 'before', 'slower:10%'],
  ])('of %s and %s passes %s', async (A, B, typed) => {
    const { text, exitCode } = await compared(A, B, { failOn: parseFailOn(typed) });
    expect(exitCode).toBe(0);
    expect(text).toContain(`--fail-on ${typed}: passed by 1 figure.`);
  });

  test.each(['slower', 'slower:10', 'slower:0%', 'slower:-1%', 'slower:1e3%', 'slower:1001%', 'faster:10%', ''])(
    'refuses %j',
    (typed) => {
      expect(() => parseFailOn(typed)).toThrow(
        `--fail-on ${typed}: use slower:PERCENT%, such as slower:10%, with a number above 0 and up to 1000`,
      );
    },
  );

  test('takes parts of a percent', () => {
    expect(parseFailOn('slower:2.5%')).toEqual({ share: 0.025, typed: 'slower:2.5%' });
  });
});

test('the command says all of it, and its exit code, also where nobody reads it', async () => {
  const script = 'set -o pipefail; "$0" runner/cli.ts compare "$1" "$2" --fail-on slower:10% | { exec <&-; }';
  const paths = ['before', 'after'].map((name) => join(root, name));
  const closed: unknown = await promisify(execFile)('bash', ['-c', script, process.execPath, ...paths]).catch(
    (error: unknown) => error,
  );
  expect(closed).toMatchObject({ code: 1, stderr: '' });
});
