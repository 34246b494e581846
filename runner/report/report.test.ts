import { describe, expect, it } from 'vitest';

import { syntheticResult } from '../../test/synthetic.ts';
import { analyse } from '../analysis/analysis.ts';
import { compute, everyModel, models } from './fixture-experiments.ts';
import { fixture, type Fixture } from './fixture.ts';
import { renderReport } from './report.ts';

const render = ({ result, analysis, findings }: Fixture) => renderReport(result, analysis, findings);
const golden = (name: string) => `./golden/${name}`;

describe('the report of a run', () => {
  const files = render(fixture({ experiments: [{ ...models, models: everyModel }, compute] }));

  it.each(['report.md', 'charts/compute-ratio.svg'])('%s', async (path) => {
    await expect(files.get(path)).toMatchFileSnapshot(golden(path.replace('charts/', '')));
  });

  it('has these files and no others', async () => {
    expect([...files.keys()]).toEqual([
      'report.md',
      'charts/controls.svg',
      'charts/models-ratio.svg',
      'charts/models-absolute.svg',
      'charts/compute-ratio.svg',
      'charts/compute-absolute.svg',
    ]);
  });

  it('refers to every chart, and to no file that is not there', async () => {
    const markdown = files.get('report.md') ?? '';
    const referred = [...markdown.matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)].map(([, path = '']) => path);
    expect(new Set(referred)).toEqual(new Set([...files.keys()].filter((path) => path.endsWith('.svg'))));
  });
});

it('the chart of a few models', async () => {
  const files = render(fixture({ experiments: [models] }));
  await expect(files.get('charts/models-ratio.svg')).toMatchFileSnapshot(golden('models-ratio.svg'));
});

it('an unfit run with a single round withholds everything', async () => {
  const files = render(fixture({ experiments: [models], unfit: true, rounds: 1 }));
  await expect(files.get('report.md')).toMatchFileSnapshot(golden('unfit.md'));
});

it('tells how long a run took by its own clock, whatever the wall clock did', () => {
  const made = fixture({ experiments: [models] });
  const headOf = (changes: Partial<typeof made.result>) =>
    render({ ...made, result: { ...made.result, ...changes } })
      .get('report.md')
      ?.slice(0, 1000);
  const setBack = { startedAt: '2026-01-02T03:04:05.000Z', finishedAt: '2026-01-02T02:04:50.000Z' };
  expect(headOf({ ...setBack, elapsedMs: 275_000 })).toContain('2026-01-02 03:04:05 UTC, took 4 min 35 s');
  expect(headOf({ ...setBack, elapsedMs: null }), 'of an older file, nothing').not.toContain('took');
});

it('names the processors that could be used where those are not all', async () => {
  const made = fixture({ experiments: [models] });
  const reportOf = async (allowed: readonly number[] | null) => {
    const { environment } = made.result;
    const result = {
      ...made.result,
      environment: { ...environment, processor: { ...environment.processor, allowed } },
    };
    return render({ ...made, result }).get('report.md');
  };
  expect(await reportOf([1])).toContain(
    '2 processors, simultaneous multithreading on; only 1 could be used (numbered from 0)',
  );
  expect(await reportOf([0, 1])).not.toContain('could be used (numbered');
  expect(await reportOf([0, 1])).toBe(await reportOf(null));
});

it('is the same bytes every time', async () => {
  const make = () => render(fixture({ experiments: [models, compute] }));
  expect([...make()]).toEqual([...make()]);
});

it('holds nothing of where the results were written', async () => {
  const files = render(fixture({ experiments: [models] }));
  for (const content of files.values()) expect(content).not.toContain('/home/somebody');
});

it('goes all the way from raw trials', async () => {
  const result = syntheticResult({
    accident: ({ cell, round }) => (cell.model === 'thread-pool-handoff' && round < 2 ? { kind: 'disturbed' } : null),
  });
  const files = renderReport(result, analyse(result), new Map());
  expect(files.get('report.md')).toContain('belong to blocks that were repeated');
  expect(files.get('report.md')).toContain('The controls of this run hold.');
});

describe('markup in names and errors', () => {
  const hostile = '</details><img src=x onerror=alert(1)> | [x](javascript:alert(1)) `${x}` </text><script>';
  const files = render(
    fixture({
      experiments: [
        {
          ...models,
          title: hostile,
          question: hostile,
          models: [
            { model: 'event-loop', speed: 1 },
            { model: hostile, speed: 1, failed: 8, error: hostile },
            { model: 'skipped', speed: 1, skipped: hostile },
          ],
          groups: [{ label: hostile }, { label: 'b' }],
        },
      ],
    }),
  );

  it('is text in every file', async () => {
    for (const [path, content] of files) {
      const outsideBlocks = content.replace(/^(`{3,})\w*\n.*?^\1$/gms, '');
      expect(outsideBlocks.replaceAll(/`[^`\n]*`/g, ''), path).not.toMatch(/<img|<script|<\/text><script/);
      // A summary stands in a block of HTML, where Markdown is not read.
      if (path === 'report.md')
        expect(outsideBlocks.replaceAll(/^<summary>.*$/gm, '')).not.toMatch(/[^\\]\]\(javascript/);
    }
  });

  it('does not break a table', async () => {
    const markdown = files.get('report.md') ?? '';
    const tables = markdown.match(/(?:^\|.*\|\n)+/gm) ?? [];
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      const widths = table
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size, table).toBe(1);
    }
  });
});

describe('the command that repeats a run', () => {
  const command = async (commandLine: readonly string[], commit: string | null = 'ab12') => {
    const { result, analysis, findings } = fixture({ experiments: [models] });
    const files = renderReport(
      { ...result, commandLine, environment: { ...result.environment, commit } },
      analysis,
      findings,
    );
    return /```sh\n(.*?)\n```(.*?)\n/s.exec(files.get('report.md') ?? '')?.[1]?.split('\n');
  };

  it.each([
    [[], 'npm run bench -- --profile quick --seed 7'],
    [
      ['models', '--seed', '9', '--profile=standard', '--out', 'x y'],
      'npm run bench -- models --seed 9 --profile=standard',
    ],
    [['--out=x', '--node', "it's $HOME"], "npm run bench -- --node 'it'\\''s $HOME' --profile quick --seed 7"],
  ])('%j', async (commandLine, line) => {
    expect(await command(commandLine)).toEqual(['git checkout ab12', 'npm ci', line]);
  });

  it('knows no commit outside a checkout', async () => {
    expect(await command([], null)).toEqual(['npm ci', 'npm run bench -- --profile quick --seed 7']);
  });
});
