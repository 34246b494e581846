import { describe, expect, it } from 'vitest';

import { compute, models } from '../../test/made-up-charts.ts';
import { analysed, cutOff } from '../../test/made-up-result.ts';
import { madeUpRun, suiteRun, type MadeUpExperiment, type MadeUpRun } from '../../test/made-up-run.ts';
import type { ResultFile } from '../result/result.ts';
import { renderReport } from './report.ts';

const render = ({ result, analysis }: MadeUpRun) => renderReport(result, analysis, []);
const three = madeUpRun([models]);

function markdownOf(changes: Partial<ResultFile>, { result, analysis }: MadeUpRun = three): string {
  return renderReport({ ...result, ...changes }, analysis, []).get('report.md') ?? '';
}

describe('the report of a run', () => {
  // One with levels and crossovers, one with a published table, one with failed, skipped and disturbed trials.
  const files = render(
    suiteRun(['models', 'compute', 'churn', 'readiness'], {
      failure: ({ arm, experiment }, round, attempt) =>
        (arm === 'process-pool-shared' && experiment === 'churn') ||
        (arm === 'event-loop' && experiment === 'readiness' && round + attempt === 0)
          ? { error: 'spawn EAGAIN: resource temporarily unavailable', phase: 'start', log: 'server: EAGAIN' }
          : null,
      values: ({ arm, experiment }, round) => {
        if (arm === 'thread-pool-handoff' && experiment === 'models') return { labels: ['client-limited'] };
        return arm === 'epoll-loop' && round < 6 ? { labels: ['not-steady'] } : {};
      },
      unsupported: ({ model, idleConnections }) =>
        model === 'select-loop' && idleConnections === 900 ? 'this kernel has no select' : null,
    }),
  );

  it.each(['report.md', 'charts/models-ratio.svg', 'charts/compute-ratio.svg'])('%s', async (path) => {
    await expect(files.get(path)).toMatchFileSnapshot(`./golden/${path.replace('charts/', '')}`);
  });

  it('has these files and no others', () => {
    expect([...files.keys()]).toEqual([
      'report.md',
      'charts/summary.svg',
      'charts/controls.svg',
      'charts/models-ratio.svg',
      'charts/models-absolute.svg',
      'charts/compute-ratio.svg',
      'charts/compute-absolute.svg',
      'charts/churn-difference.svg',
      'charts/churn-absolute.svg',
      'charts/readiness-ratio.svg',
      'charts/readiness-absolute.svg',
    ]);
  });

  it('refers to every chart, and to no file that is not there', () => {
    const markdown = files.get('report.md') ?? '';
    const referred = [...markdown.matchAll(/\]\((charts\/[^)]*)\)/g)].map(([, path = '']) => path);
    expect(new Set(referred)).toEqual(new Set([...files.keys()].filter((path) => path.endsWith('.svg'))));
  });
});

describe('a run that is unfit', () => {
  const report = markdownOf({}, madeUpRun([models, compute], { unfit: true }));

  it('says so before any answer', () => {
    expect(report).toMatch(
      /> \[!CAUTION\]\n> \*\*Not fit to cite:\*\* the controls failed: identical cells differ in throughput/,
    );
    expect(report.indexOf('[!CAUTION]')).toBeLessThan(report.indexOf('- **Concurrency models.**'));
    expect(report).toContain(
      '- **Concurrency models.** No answer, since the controls failed. Measured: throughput from ',
    );
    expect(report).toContain('**This run is unfit: its verdicts are withheld.** Unfit: identical cells differ');
  });

  it('withholds verdicts and crossovers, and shows its figures', () => {
    const sections = report.slice(0, report.indexOf('## How to read this'));
    expect(sections).not.toMatch(/\) (faster|slower|equivalent|costs (more|less)|no detectable)/);
    expect(sections).toMatch(/ \| ×0\.9\d \(\S+\) withheld \| /);
    expect(sections).not.toContain('overtakes');
    expect(sections).toContain('not determined');
  });

  it('is so with a single round too: nothing vouches for it, and nothing has an interval', () => {
    const single = markdownOf({}, madeUpRun([models], { rounds: 1 }));
    expect(single).toContain('too few pairs of identical cells to vouch for the run');
    expect(single).toMatch(/ \| \S+ k\/s \(no interval\) \| ×0\.\d\d \(no interval\) withheld \| /);
  });
});

it('a known slowdown that was missed is told beside verdicts that are given', () => {
  const { result, analysis } = three;
  const { slowdown } = analysis.controls;
  const controls = { ...analysis.controls, slowdown: slowdown && { ...slowdown, ok: false } };
  const report = markdownOf({}, { result, analysis: { ...analysis, controls } });
  expect(report).toMatch(/\*\*Fit to cite:\*\* .* was found as .*, which misses it;/);
  expect(report).toContain('1. The known slowdown was not found as it was put in');
  expect(report).toContain(
    '**Identical cells agree, but the known slowdown was not found as it was put in.** Identical',
  );
  expect(report).toContain('faster by more than 10 %');
});

it('a run that was interrupted says on what its figures rest', () => {
  const result = cutOff(three.result, -10);
  const report = markdownOf({}, { result, analysis: analysed(result) });
  expect(report).toMatch(
    /\*\*Not fit to cite:\*\* (the controls failed: .*; )?the run was interrupted: go on with --resume;/,
  );
  expect(report).toMatch(/ · \d(–8)? of 8 rounds · /);
});

it('tells how long a run took by its own clock, whatever the wall clock did', () => {
  const setBack = { startedAt: '2026-01-02T03:04:05.000Z', finishedAt: '2026-01-02T02:04:50.000Z' };
  expect(markdownOf({ ...setBack, elapsedMs: 275_000 })).toContain('the run took 4 min 35 s');
  expect(markdownOf({ ...setBack, elapsedMs: null }), 'of an older file, nothing').not.toContain('took');
});

it('names the processors that could be used where those are not all', () => {
  const reportOf = (allowed: readonly number[] | null) => {
    const { environment } = three.result;
    return markdownOf({ environment: { ...environment, processor: { ...environment.processor, allowed } } });
  };
  expect(reportOf([1])).toContain(
    '2 processors, simultaneous multithreading on; only 1 could be used (numbered from 0)',
  );
  expect(reportOf([0, 1])).not.toContain('could be used (numbered');
  // Which processors could be used is a part of the fingerprint, where it is known.
  const withoutFingerprint = (report: string) => report.replace(/machine `[0-9a-f]{8}\??`/, '');
  expect(withoutFingerprint(reportOf([0, 1]))).toBe(withoutFingerprint(reportOf(null)));
});

it('is the same bytes every time', () => {
  expect([...render(madeUpRun([models, compute]))]).toEqual([...render(madeUpRun([models, compute]))]);
});

it('holds nothing of where the results were written', () => {
  const result = { ...three.result, commandLine: ['--profile', 'quick', '--out', '/home/somebody/results'] };
  for (const content of render({ ...three, result }).values()) expect(content).not.toContain('/home/somebody');
});

describe('markup in names and errors', () => {
  const hostile = '</details><img src=x onerror=alert(1)> | [x](javascript:alert(1)) `${x}` </text><script>';
  const attack: MadeUpExperiment = {
    ...models,
    title: hostile,
    question: hostile,
    factor: { title: hostile, plural: hostile },
    arms: [
      { name: 'event-loop', speed: 1 },
      { name: hostile, speed: 1, error: hostile },
      { name: 'select-loop', speed: 1 },
    ],
    groups: [{ label: hostile }, { label: 'b' }],
  };
  const files = render(
    madeUpRun([attack, { ...attack, name: 'again' }], {
      unsupported: ({ model }) => (model === 'select-loop' ? hostile : null),
    }),
  );

  it('is text in every file', () => {
    for (const [path, content] of files) {
      const outsideBlocks = content.replace(/^(`{3,})\w*\n.*?^\1$/gms, '');
      expect(outsideBlocks.replaceAll(/`[^`\n]*`/g, ''), path).not.toMatch(/<img|<script|<\/text><script/);
      // A summary stands in a block of HTML, where Markdown is not read.
      if (path === 'report.md')
        expect(outsideBlocks.replaceAll(/^<summary>.*$/gm, '')).not.toMatch(/[^\\]\]\(javascript/);
    }
  });

  it('does not break a table', () => {
    const markdown = files.get('report.md') ?? '';
    const tables = markdown.match(/^.*\n:--\|.*\n(?:.* \| .*\n)+/gm) ?? [];
    expect(tables.length).toBe(2);
    for (const table of tables) {
      const widths = table
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll('\\|', '').replace(/^\| /, '').split('|').length);
      expect(new Set(widths).size, table).toBe(1);
    }
  });
});

describe('the command that repeats a run', () => {
  const command = (commandLine: readonly string[], commit: string | null = 'ab12') => {
    const report = markdownOf({ commandLine, environment: { ...three.result.environment, commit } });
    return /```sh\n(.*?)\n```(.*?)\n/s.exec(report)?.[1]?.split('\n');
  };

  it.each([
    [[], 'npm run bench -- --profile quick --seed 7'],
    [
      ['models', '--seed', '9', '--profile=standard', '--out', 'x y'],
      'npm run bench -- models --seed 9 --profile=standard',
    ],
    [['--out=x', '--node', "it's $HOME"], "npm run bench -- --node 'it'\\''s $HOME' --profile quick --seed 7"],
  ])('%j', (commandLine, line) => {
    expect(command(commandLine)).toEqual(['git checkout ab12', 'npm ci', line]);
  });

  it('knows no commit outside a checkout', () => {
    expect(command([], null)).toEqual(['npm ci', 'npm run bench -- --profile quick --seed 7']);
  });
});
