import { readFileSync, globSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules, violations } from './architecture/rules.ts';
import { readSource, type Source } from './architecture/source.ts';

const root = join(import.meta.dirname, '..');

function readSources(): readonly Source[] {
  const inside = globSync(
    '{protocol,native,servers,clients,ipc,latency,observations,runner,codec-bench,test}/**/*.ts',
    {
      cwd: root,
    },
  );
  return [...inside, ...globSync('*.ts', { cwd: root })].map((path) =>
    readSource(path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')),
  );
}

describe('the sources keep to the rule that', () => {
  const sources = readSources();
  test.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(violations(rule, sources)).toEqual([]);
  });
});

type Files = Readonly<Record<string, string>>;

/** What all rules say of made-up files: 'rule: file …'. */
function judge(files: Files): readonly string[] {
  const sources = Object.entries(files).map(([path, text]) => readSource(path, text));
  return rules.flatMap((rule) =>
    violations(rule, sources).map(
      (violation) => `${rule.name} | ${violation.slice(0, violation.indexOf(`: ${rule.name}`))}`,
    ),
  );
}

/** Where a file breaks two rules at once, both are named. */
const breaches: readonly (readonly [violations: string, files: Files])[] = [
  [
    'folders import downwards | servers/a.ts imports clients/spec.ts',
    { 'servers/a.ts': "import { a } from '../clients/spec.ts';" },
  ],
  [
    'folders import downwards | clients/a.ts imports the types of servers/usage.ts',
    { 'clients/a.ts': "import type { A } from '../servers/usage.ts';" },
  ],
  [
    'folders import downwards | protocol/a.ts imports native/libc.ts',
    { 'protocol/a.ts': "await import('../native/libc.ts');" },
  ],
  [
    'folders import downwards | ipc/a.ts imports clients/spec.ts',
    { 'ipc/a.ts': "import { a } from '../clients/spec.ts';" },
  ],
  [
    'folders import downwards | servers/a.ts imports latency/recorder.ts',
    { 'servers/a.ts': "import { LatencyRecorder } from '../latency/recorder.ts';" },
  ],
  [
    'folders import downwards | latency/a.ts imports the types of clients/report.ts',
    { 'latency/a.ts': "import type { A } from '../clients/report.ts';" },
  ],
  [
    'the runner knows programs by their surface | runner/a.ts imports the types of latency/report.ts',
    { 'runner/a.ts': "import type { LatencyReport } from '../latency/report.ts';" },
  ],
  ['folders import downwards | ipc/a.ts imports runner/run/run.ts', { 'ipc/a.ts': "import '../runner/run/run.ts';" }],
  [
    'folders import downwards | servers/models/a.ts names clients/main.ts',
    { 'servers/models/a.ts': "new Worker(new URL('../../clients/main.ts', import.meta.url));" },
  ],
  [
    'the runner imports downwards | runner/plan/a.ts imports the types of runner/run/b.ts',
    { 'runner/plan/a.ts': "import type { B } from '../run/b.ts';", 'runner/run/b.ts': '' },
  ],
  [
    'the runner imports downwards | runner/machine/a.ts imports runner/cli.ts',
    { 'runner/machine/a.ts': "import '../cli.ts';", 'runner/cli.ts': '' },
  ],
  [
    'a report reads the result alone | runner/report/text/a.ts imports runner/experiments/index.ts',
    { 'runner/report/text/a.ts': "import { experiments } from '../../experiments/index.ts';" },
  ],
  [
    'kinds of trials are known by their contract | runner/run/a.ts imports the types of runner/trials/server/setup.ts',
    { 'runner/run/a.ts': "import type { ServerSetup } from '../trials/server/setup.ts';" },
  ],
  [
    'no circle of imports | servers/a.ts imports itself through servers/b.ts, servers/c.ts & no circle of imports | servers/b.ts imports itself through servers/c.ts, servers/a.ts & no circle of imports | servers/c.ts imports itself through servers/a.ts, servers/b.ts',
    {
      'servers/a.ts': "import './b.ts';",
      'servers/b.ts': "import type { C } from './c.ts';",
      'servers/c.ts': "import './a.ts';",
    },
  ],
  [
    'nothing imports results, test or docs | runner/a.ts imports test/sample.ts',
    { 'runner/a.ts': "import { a } from '../test/sample.ts';" },
  ],
  [
    'nothing imports results, test or docs | runner/a.test.ts imports results/reference/results.json',
    { 'runner/a.test.ts': "import a from '../results/reference/results.json' with { type: 'json' };" },
  ],
  [
    'the runner knows programs by their surface | runner/a.ts names servers/workers/thread-entry.ts',
    { 'runner/a.ts': "new URL('../servers/workers/thread-entry.ts', import.meta.url)" },
  ],
  [
    'the runner knows programs by their surface | runner/a.ts imports clients/load-models/closed-loop.ts',
    { 'runner/a.ts': "import { a } from '../clients/load-models/closed-loop.ts';" },
  ],
  [
    'the runner knows programs by their surface | runner/a.ts imports servers/usage.ts',
    { 'runner/a.ts': "import { sum } from '../servers/usage.ts';" },
  ],
  [
    'registered files do not know each other | servers/models/b.ts imports servers/models/a.ts',
    {
      'servers/models/index.ts': "import { a } from './a.ts'; import { b } from './b.ts';",
      'servers/models/a.ts': '',
      'servers/models/b.ts': "import { a } from './a.ts';",
    },
  ],
  [
    'no circle of imports | protocol/framing/index.ts imports itself through protocol/framing/a.ts & no circle of imports | protocol/framing/a.ts imports itself through protocol/framing/index.ts & registered files do not know each other | protocol/framing/a.ts imports the types of protocol/framing/index.ts',
    {
      'protocol/framing/index.ts': "import { a } from './a.ts';",
      'protocol/framing/a.ts': "import type { Name } from './index.ts';",
    },
  ],
  ['protocol stands on Node alone | protocol/a.ts imports zod', { 'protocol/a.ts': "import { z } from 'zod';" }],
  [
    'pure code has no clock, no chance and no I/O | protocol/a.ts imports node:net',
    { 'protocol/a.ts': "import { isIP } from 'node:net';" },
  ],
  [
    'pure code has no clock, no chance and no I/O | runner/statistics/a.ts uses Math.random',
    { 'runner/statistics/a.ts': 'const a = Math.random();' },
  ],
  [
    'pure code has no clock, no chance and no I/O | runner/report/a.ts uses new Date()',
    { 'runner/report/a.ts': 'const a = `${new Date()}`;' },
  ],
  [
    'pure code has no clock, no chance and no I/O | runner/statistics/a.ts uses performance',
    { 'runner/statistics/a.ts': 'export const a = performance.now();' },
  ],
  [
    'wall time is a date, and no duration | runner/bench.ts uses Date.now',
    { 'runner/bench.ts': 'export const a = Date.now;' },
  ],
  [
    'wall time is a date, and no duration | runner/report/a.ts uses Date.parse',
    { 'runner/report/a.ts': 'export const a = (one: string, other: string) => Date.parse(one) - Date.parse(other);' },
  ],
  [
    'wall time is a date, and no duration | clients/a.ts uses getTime()',
    { 'clients/a.ts': 'export const a = (at: Date) => at.getTime();' },
  ],
  [
    'pure code has no clock, no chance and no I/O | runner/experiments/a.ts uses process',
    { 'runner/experiments/a.ts': 'if (process.platform) a();' },
  ],
  ['a package has one home | runner/run.ts imports execa', { 'runner/run.ts': "import { execa } from 'execa';" }],
  [
    'a package has one home | servers/a.ts imports the types of koffi',
    { 'servers/a.ts': "import type { A } from 'koffi';" },
  ],
  [
    'a package has one home | runner/cli.ts imports d3-scale/src/log.js',
    { 'runner/cli.ts': "await import('d3-scale/src/log.js');" },
  ],
  [
    'charts are drawn anywhere | runner/report/charts/a.ts imports the types of runner/report/words.ts',
    { 'runner/report/charts/a.ts': "import type { A } from '../words.ts';", 'runner/report/words.ts': '' },
  ],
  [
    'charts are drawn anywhere | runner/report/charts/a.ts imports node:util',
    { 'runner/report/charts/a.ts': "import { inspect } from 'node:util';" },
  ],
  [
    'program.ts starts programs | runner/doctor.ts imports node:child_process',
    { 'runner/doctor.ts': "import { spawn } from 'node:child_process';" },
  ],
  [
    'a path is made of a URL by fileURLToPath | servers/a.ts uses .pathname',
    { 'servers/a.ts': "spawn(new URL('b.ts', import.meta.url).pathname);" },
  ],
  ['nothing is handed on | runner/a.ts exports from runner/b.ts', { 'runner/a.ts': "export * from './b.ts';" }],
  [
    'nothing is handed on | runner/a.ts exports from runner/b.ts',
    { 'runner/a.ts': "export { type B } from './b.ts';" },
  ],
  ['imports can be read | runner/a.ts imports name', { 'runner/a.ts': 'await import(name);' }],
  ['at most 350 lines | runner/a.ts has 351 lines', { 'runner/a.ts': 'a;\n'.repeat(351) }],
];

describe('a rule fires:', () => {
  test.each(breaches)('%s', (expected, files) => {
    expect(judge(files)).toEqual(expected.split(' & '));
  });

  test('each of them has an example above', () => {
    const fired = breaches.flatMap(([expected]) => expected.split(' & ').map((one) => one.split(' | ')[0]));
    expect(new Set(fired)).toEqual(new Set(rules.map(({ name }) => name)));
  });
});

describe('no rule fires on', () => {
  test.each<[what: string, files: Files]>([
    [
      'a comment or a string',
      {
        'protocol/a.ts': "// import '../servers/a.ts'; Date.now()\n/* new Date() */ const a = 'Math.random() process';",
      },
    ],
    [
      'a regular expression or a template',
      { 'protocol/a.ts': "const a = /process '/; const b = `from './x' ${a ? `process` : /`/} console`;" },
    ],
    [
      'a property or a key of an impure name',
      { 'protocol/a.ts': 'interface A { readonly process: number; console?: A } const b = a.process / a.console.x;' },
    ],
    ['a date that is given', { 'runner/report/a.ts': 'export const a = (at: string) => new Date(at).toISOString();' }],
    [
      'the surface of a program',
      {
        'runner/a.ts':
          "import { models } from '../servers/models/index.ts'; import type { Usage } from '../servers/usage.ts'; new URL('../servers/main.ts', import.meta.url);",
      },
    ],
    [
      'the forms in which latencies leave the suite',
      { 'runner/a.ts': "import { formatHgrm } from '../latency/hgrm.ts';" },
    ],
    [
      'a registry, its contract and what its files share',
      {
        'servers/models/index.ts': "import { a } from './a.ts';",
        'servers/models/a.ts': "import { pool } from './pool.ts'; import type { Model } from '../server-model.ts';",
      },
    ],
    [
      'a test that uses what is in test/',
      { 'runner/a.test.ts': "import { test } from 'vitest'; import { a } from '../test/sample.ts'; Date.now();" },
    ],
    [
      'the codec benchmark, a program like others',
      { 'codec-bench/main.bench.ts': "import { onReaderGone } from '../../../native/output.ts';" },
    ],
    [
      'latencies in the programs that measure them',
      {
        'clients/a.ts': "import { LatencyRecorder } from '../latency/recorder.ts';",
        'ipc/a.ts': "import { reportLatencies } from '../latency/report.ts';",
      },
    ],
    ['a clock and a date where they belong', { 'clients/a.ts': 'const a = [performance.now(), new Date()];' }],
    ['a file of 350 lines', { 'runner/a.ts': 'a;\n'.repeat(350) }],
  ])('%s', (_, files) => {
    expect(judge(files)).toEqual([]);
  });
});
