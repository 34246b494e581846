/** `npm run cite` on files: which result is meant, and what is refused. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../protocol/flags.ts';
import { edited } from '../../test/edited.ts';
import { cutOff } from '../../test/made-up-result.ts';
import { baseline, madeUpRun } from '../../test/made-up-run.ts';
import { ProgramUnderTest } from '../../test/programs/program-under-test.ts';
import { resultVersion } from '../result/result.ts';
import { createJournal } from '../store/journal.ts';
import { writeResult } from '../store/result-file.ts';
import { cite, type CiteOptions } from './cite.ts';

const arms = [
  { name: baseline, speed: 1 },
  { name: 'thread-pool-handoff', speed: 0.7 },
];
const made = { name: 'made', arms, groups: [{ label: '64 connections' }] };
const { result } = madeUpRun([made]);
const id = 'made/64-connections/thread-pool-handoff/throughput';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-cite-'));
  await mkdir(join(root, 'run'));
  await writeResult(join(root, 'run'), result);
});
afterAll(() => rm(root, { recursive: true }));

const at = (...parts: readonly string[]) => join(root, ...parts);

function cited(words: readonly string[], options: Partial<CiteOptions> = {}): Promise<string> {
  return cite({ words, format: null, all: false, columns: 80, latest: at('run'), ...options });
}

async function refusal(...args: Parameters<typeof cited>): Promise<string> {
  const error: unknown = await cited(...args).then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const { message } = error as UserError;
  expect(message).not.toContain('\n');
  return message.replaceAll(root, 'ROOT');
}

async function written(name: string, content: unknown): Promise<string> {
  const path = at(name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('finds the result', () => {
  test.each([
    ['the newest where none is named', [id]],
    ['by its folder', [id, 'ROOT/run']],
    ['by its file', [id, 'ROOT/run/results.json']],
    ['before the ID', ['ROOT/run', id]],
  ])('%s', async (_, words) => {
    const there = words.map((word) => word.replace('ROOT', root));
    expect(await cited(there, { latest: words.length === 1 ? at('run') : at('nowhere') })).toMatch(
      /^Model thread-pool-handoff \(64 connections\): throughput .* npm run bench -- --profile quick --seed 7$/,
    );
  });

  test('and lists what can be cited of it without an ID', async () => {
    const list = await cited([at('run')], { latest: at('nowhere') });
    expect(list).toMatch(/^Of .* can be cited, each with npm .*run\s+cite -- ID/);
    expect(list).toContain('made/64-connections/thread-pool-handoff  ×0.70');
    expect(await cited([])).toBe(list);
    expect(await cited(['made/64-connections'])).toContain('made/64-connections/thread-pool-handoff  ×0.70');
    const ofArm = await cited(['made/64-connections/thread-pool-handoff'], { all: true });
    expect(ofArm).toContain(`${id}\n`);
    expect(ofArm).not.toContain(baseline);
  });
});

test.each(['text', 'markdown', 'bibtex'] as const)('gives %s', async (format) => {
  const begins = { text: /^Model thread/, markdown: /^Model `thread/, bibtex: /^@misc\{echobench:made:/ };
  expect(await cited([id], { format })).toMatch(begins[format]);
});

describe('refuses, in one sentence that says what to do,', () => {
  test('an unknown ID, with the nearest', async () => {
    const message = await refusal(['made/64-connections/threadpool/throughput']);
    expect(message).toMatch(
      /^made\/64-connections\/threadpool\/throughput: ROOT\/run has made\/64-connections, and nothing of that name in it; nearest are .*; npm .* lists all$/,
    );
    expect(message).toContain(id);
  });

  test('an ID that is near to none, with what IDs begin with', async () => {
    expect(await refusal(['bla'])).toMatch(
      /^bla: ROOT\/run has nothing of that name; IDs begin with made, controls; npm .* lists all$/,
    );
  });

  test('a percentile of a run without latencies of that kind, with the nearest', async () => {
    const asked = id.replace('throughput', 'response-time-p99');
    const message = await refusal([asked]);
    expect(message).toContain('has made/64-connections/thread-pool-handoff, and nothing of that name in it');
    expect(message).toContain(id.replace('throughput', 'service-time-at-saturation-p99'));
  });

  test('an arm that was not measured, without another arm in its place', async () => {
    const { result: lacking } = madeUpRun([
      { ...made, arms: [...arms, { name: 'thread-offload', speed: 1, error: 'spawn EAGAIN' }] },
    ]);
    const path = await written('lacking.json', lacking);
    expect(await refusal(['made/64-connections/thread-offload', path])).toMatch(
      /^made\/64-connections\/thread-offload\/throughput: has no figure: no completed trial, \d+ failed: spawn EAGAIN; npm run cite -- ROOT\/lacking\.json lists what can be cited$/,
    );
  });

  test('a run that is unfit, of the profile smoke, or interrupted', async () => {
    const runs = {
      unfit: madeUpRun([made], { unfit: true }).result,
      smoke: madeUpRun([made], { profile: 'smoke' }).result,
      interrupted: cutOff(result, 30),
    };
    const said = await Promise.all(
      Object.entries(runs).map(async ([name, run]) => refusal([id, await written(`${name}.json`, run)])),
    );
    expect(said).toEqual([
      expect.stringMatching(/^ROOT\/unfit\.json: the run is unfit, since identical cells differ .*: nothing of it /),
      expect.stringMatching(/^ROOT\/smoke\.json: the profile smoke only shows that everything runs: /),
      expect.stringMatching(
        /^ROOT\/interrupted\.json: the run was interrupted: .*; finish it with npm run bench -- --resume and its folder, or measure again where its journal is gone$/,
      ),
    ]);
    // Without an ID, too: a list would offer what is refused.
    expect(await refusal([at('unfit.json')])).toBe(said[0]);
  });

  test('a run that was cut off and has no result yet', async () => {
    await mkdir(at('cut-off'));
    const { trials: _, ...header } = result;
    await using journal = await createJournal(at('cut-off'), { ...header, finishedAt: null, elapsedMs: null });
    await journal.append([]);
    expect(await refusal([at('cut-off')])).toMatch(
      /^ROOT\/cut-off: holds a run that was cut off, .* --resume ROOT\/cut-off/,
    );
  });

  test.each([
    ['of an older version', { ...result, version: resultVersion - 1 }, 'was written by an older echobench'],
    ['cut short', JSON.stringify(result).slice(0, 5000), 'was cut short or is no JSON'],
    ['edited', edited(result, { 'trials.3.record.slices.0.windowNs': -1 }), 'is no valid result: trials[3].record'],
    ['of another program', { format: 'other' }, 'is no echobench result'],
  ])('a file %s', async (name, content, says) => {
    const path = await written(`${name}.json`, content);
    expect(await refusal([id, path])).toContain(`ROOT/${name}.json: ${says}`);
  });

  test('a folder that does not exist, or holds nothing, or no latest', async () => {
    await mkdir(at('empty'));
    expect(await refusal([id, at('nowhere')])).toMatch(
      /^ROOT\/nowhere: there is no such file or folder: name a folder /,
    );
    expect(await refusal([at('nowhere')])).toMatch(/^ROOT\/nowhere: there is no such file or folder: name a folder /);
    expect(await refusal([at('empty')])).toMatch(/^ROOT\/empty: holds no results\.json: name a folder /);
    expect(await refusal([id], { latest: at('nowhere') })).toMatch(
      /^ROOT\/nowhere: there is none yet: measure with npm .*, or name a result, such as .*results\/reference$/,
    );
  });

  test('flags that mean nothing there', async () => {
    expect(await refusal([at('run')], { format: 'bibtex' })).toBe(
      '--format bibtex: is for one figure; name its ID too, or leave the flag out for a list',
    );
    expect(await refusal([id], { all: true })).toBe(`--all with ${id}: this is one figure; leave the flag out`);
  });
});

test('a reader that goes away costs nothing but what was not read', async () => {
  await using program = new ProgramUnderTest('runner/cli.ts', ['cite', at('run')]);
  program.child.stdout?.destroy();
  expect(await program.end()).toBe(0);
  expect(program.stderr).toBe('');
});
