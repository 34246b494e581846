import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { edited } from '../../../test/edited.ts';
import { compute, models } from '../../../test/made-up-charts.ts';
import { baseline, madeUpRun, suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import { cutOff, analysed, noNoise } from '../../../test/made-up-result.ts';
import { compareRuns } from '../../analysis/compare-runs.ts';
import type { ResultFile } from '../../result/result.ts';
import { failOnWords } from './fail-on.ts';
import { renderComparison } from './terminal.ts';

const arms = (threads: number, processes: number) => [
  { name: baseline, speed: 1 },
  { name: 'thread-pool-handoff', speed: threads },
  { name: 'process-pool-handoff', speed: processes },
];
const before = madeUpRun([{ ...models, arms: arms(0.93, 1.19) }, compute], { seed: 1 });
const after = madeUpRun([{ ...models, arms: arms(0.74, 1.19) }], { seed: 2 });
const plain = { colour: false, columns: 140 };

function rendered(A: MadeUpRun, B: MadeUpRun, style = plain, across = false): string {
  const runs = { A: { name: 'before', ...A }, B: { name: 'after', ...B } };
  return renderComparison(runs, compareRuns({ A: A.analysis, B: B.analysis }, { all: false, across }), {
    across,
    style,
  });
}

it('says what differs, what held and what changed, and how far to trust it', () => {
  expect(rendered(before, after)).toMatchInlineSnapshot(`
    "A = before: 2026-01-02 03:04:05 UTC, quick, 11 rounds, seed 1, commit 0123456789ab, machine f4a16484
    B = after: 2026-01-02 03:04:05 UTC, quick, 8 rounds, seed 2, commit 0123456789ab, machine f4a16484

    What differs
              A   B
      rounds  11  8

    The same in both: processor AMD EPYC 7763 64-Core Processor; processor family; architecture x64; cores 1; threads 2; simultaneous
    multithreading on; processors used 0, 1; kernel 6.1.0-18-cloud-amd64; kernel build #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1; mitigations;
    clock source kvm-clock; hypervisor kvm; limit of processor time max 100000; servers on the machine of the clients; system linux, Debian
    GNU/Linux 12 (bookworm); Node v26.10.0; V8 and libuv 14.1.146, 1.52.1; Node’s binary abababababab; commit 0123456789ab; memory 8 GiB; limit
    of memory max; TCP congestion control bbr; loopback MTU 65,536; niceness 0; variables given to programs PATH, HOME, LC_ALL=C; profile quick;
    margin 10 %; slice 100 ms; warm-up 50,000 messages or 700 ms per isolate.

    models/64-connections: throughput ÷ event-loop
                            A                  B                  B ÷ A
      thread-pool-handoff   ×0.93 (0.90–0.94)  ×0.73 (0.72–0.75)  ×0.78 (0.77–0.82)  changed: slower by more than 10 %
      process-pool-handoff  ×1.18 (1.16–1.19)  ×1.19 (1.15–1.22)  ×1.01 (0.97–1.03)  held within 10 %

    models/64-connections: server processor time per message ÷ event-loop
                            A                  B                  B ÷ A
      thread-pool-handoff   ×1.07 (1.06–1.11)  ×1.37 (1.33–1.39)  ×1.27 (1.22–1.30)  changed: costs more by more than 10 %
      process-pool-handoff  ×0.85 (0.84–0.86)  ×0.84 (0.82–0.87)  ×0.99 (0.97–1.03)  held within 10 %

    Baselines, absolute and not judged: such figures drift from session to session on one and the same machine
                                                                A                     B
      models/64-connections: messages per second                80.2 k/s (78.6–81.7)  82.1 k/s (78.0–86.1)
      models/64-connections: server processor time per message  12.1 µs (11.9–12.3)   11.8 µs (11.3–12.4)

    Only in A: compute.

    Of 4 figures that both runs compare, 2 held, 2 changed (2 worse) and 0 cannot be told. With 95 % the intervals of all of them hold at once,
    if both runs scatter alike. A change of a ratio by less than ×1.03 may have gone unseen.
    The intervals cover the rounds within the two runs, not what a machine does between two sessions: measure both once more before you cite a
    change.
    Every ratio moves when its baseline does, and what changed for all arms alike, baseline included, is in none of them.
    "
  `);
});

it('is the same in a narrow terminal, a value to a line', () => {
  expect(rendered(before, after, { colour: false, columns: 60 })).toMatch(
    /^ {2}thread-pool-handoff\n {4}A: ×0\.93 .*\n {4}B: ×0\.73 .*\n {4}B ÷ A: ×0\.78 .*\n {4}changed: slower by more than 10 %$/m,
  );
});

it.each([20, 1])('keeps to %d columns but for words that are longer', (columns) => {
  const lines = rendered(before, after, { colour: false, columns }).split('\n');
  const tooLong = lines.filter((line) => line.length > columns && line.trim().includes(' '));
  expect(tooLong).toEqual([]);
});

it('has colour on a terminal, and the same words', () => {
  const coloured = rendered(before, after, { ...plain, colour: true });
  expect(stripVTControlCharacters(coloured)).toBe(rendered(before, after));
  expect(coloured).toContain('\u001B[31mchanged: slower by more than 10 %');
});

it('begins across machines with what that means', () => {
  expect(rendered(before, after, plain, true)).toMatch(/^Across machines: only ratios within each run are compared\./);
});

it('says that values are identical, and invents no digits', () => {
  const same = (seed: number) => madeUpRun([{ ...models, arms: arms(1, 1) }], { seed, noise: noNoise });
  const lines = rendered(same(1), same(2))
    .split('\n')
    .filter((line) => line.startsWith('  thread-pool-handoff'));
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toMatch(/ identical +held: identical in every round$/);
});

it('says what is wrong with either run: unfit, interrupted', () => {
  const unfit = madeUpRun([{ ...models, arms: arms(0.93, 1.19) }], { seed: 1, unfit: true });
  const result = cutOff(after.result, -3);
  const text = rendered(unfit, { result, analysis: analysed(result) });
  expect(text).toContain('A: UNFIT RUN, verdicts withheld.');
  expect(text).toContain('B: the run was interrupted; its figures rest on the rounds that were finished.');
  expect(text).toMatch(/cannot tell \(1\)\n/);
  expect(text).toContain('(1) in A the run is unfit');
});

it('says where the machine could not be verified, and names of programs’ surroundings that differ', () => {
  const older = edited(after.result, {
    'environment.clockSource': undefined,
    'environment.programs.niceness': 10,
    'plan.groups.0.terms.0.text': '32 connections',
    commandLine: [],
  }) as ResultFile;
  const text = rendered(before, { ...after, result: older });
  expect(text).toContain(
    'Not verified to be the same machine, since at least one of the results does not tell: clock source.',
  );
  expect(text).toMatch(/ niceness +0 +10\n/);
  expect(text).toMatch(/ 32 connections\n/);
});

it('escape sequences in names do not reach the terminal', () => {
  const result = edited(after.result, { 'environment.os.release': 'bad\u001B[2J' }) as ResultFile;
  expect(rendered(before, { ...after, result })).not.toMatch(/[^\P{Cc}\n]/u);
});

it('a check names what failed, how many it looked at, and says where it looked at nothing', () => {
  const words = (A: MadeUpRun, B: MadeUpRun, failed: boolean) => {
    const comparison = compareRuns({ A: A.analysis, B: B.analysis }, { all: false, across: false });
    const worsened = failed ? comparison.figures.slice(0, 1) : [];
    return failOnWords(comparison, worsened, 'slower:10%', 140);
  };
  expect(words(before, after, true).text).toMatch(
    /^--fail-on slower:10%: failed by 1 of 2 figures:\n {2}models\/64-connections\/thread-pool-handoff\/throughput ×0\.78 /,
  );
  expect(words(before, after, false)).toEqual({ text: '--fail-on slower:10%: passed by 2 figures.', isChecked: true });
  const unfit = madeUpRun([{ ...models, arms: arms(0.93, 1.19) }], { seed: 1, unfit: true });
  const nothing = words(unfit, after, false);
  expect(nothing.text).toMatch(
    /^--fail-on slower:10%: nothing could be checked, so that nothing has passed: not checked: 2 figures that cannot be told\s\(models.*\)\.$/s,
  );
  expect(nothing.isChecked).toBe(false);
  const [idle, again] = [suiteRun(['idle'], { seed: 1 }), suiteRun(['idle'], { seed: 2 })];
  expect(words(idle, again, false).text).toMatch(
    /nothing has passed: not checked: \d+ figures compared by a difference, which has no\s+percentage\.$/,
  );
});

it('a check is not passed by an arm that failed in every round, or that the other run has no more', () => {
  const pool = arms(0.93, 1.19).map((arm) =>
    arm.name === 'process-pool-handoff' ? { ...arm, error: 'it broke' } : arm,
  );
  const gone = arms(0.93, 1.19).filter(({ name }) => name !== 'process-pool-handoff');
  for (const [others, why] of [
    [pool, 'throughput)'],
    [gone, 'throughput (only in A))'],
  ] as const) {
    const other = madeUpRun([{ ...models, arms: others }], { seed: 2 });
    const comparison = compareRuns(
      { A: madeUpRun([{ ...models, arms: arms(0.93, 1.19) }], { seed: 1 }).analysis, B: other.analysis },
      { all: false, across: false },
    );
    const { text, isChecked } = failOnWords(comparison, [], 'slower:10%', 400);
    expect(isChecked).toBe(false);
    expect(text).toBe(
      `--fail-on slower:10%: not passed: 1 figure did not get worse; not checked: 1 figure that cannot be told (models/64-connections/process-pool-handoff/${why}.`,
    );
  }
});
