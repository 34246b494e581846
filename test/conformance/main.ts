/**
 * `npm run conformance`: the equivalence contract for every model, some minutes: points 1, 2, 3 and 5 with every framing, as
 * a table in Markdown on standard output; the other points, servers out of descriptors, and whatever else has too many
 * cases for `npm test` (selection.ts), are told of where they fail.
 */
import { startVitest, type TestCase } from 'vitest/node';
import { onReaderGone, readerGoneExitCode } from '../../native/output.ts';
import { framingNames, type FramingName } from '../../protocol/framing/index.ts';
import { modelNames, type ModelName } from '../../servers/models/index.ts';

process.env.CONFORMANCE = 'every model';

/** The files that choose their models by selection.ts; the table is made of the first. */
const files = [
  'test/conformance/framings.test.ts',
  ...['deaths', 'descriptors', 'endings', 'hostile', 'limits', 'long-connections', 'unix-sockets', 'usage'].map(
    (name) => `test/conformance/${name}.test.ts`,
  ),
  'test/programs/server.test.ts',
  'test/programs/client.test.ts',
  ...['any-folder', 'channels', 'closed-output', 'mixed-requests'].map((name) => `test/programs/${name}.test.ts`),
  'test/cli.test.ts',
  'test/faults/faults.test.ts',
  'codec-bench/memory.test.ts',
  'runner/trials/server/live-server-trial.test.ts',
  'runner/trials/server/prepare.test.ts',
  'runner/statistics/simulation.test.ts',
];

/** Titles as in framings.test.ts. */
type Cell = `${ModelName}, ${FramingName}, tcp`;

async function main(): Promise<boolean> {
  const vitest = await startVitest([...files], { watch: false, reporters: [] });
  const cells = new Map<string, TestCase[]>();
  const others: TestCase[] = [];
  for (const module of vitest.state.getTestModules()) {
    const isTable = module.moduleId.endsWith('framings.test.ts');
    if (!isTable) others.push(...module.children.allTests());
    else for (const suite of module.children.suites()) cells.set(suite.name, [...suite.children.tests()]);
  }
  const errors = vitest.state.getUnhandledErrors();
  await vitest.close();
  process.stdout.write(format(cells));
  const failed = [...cells.values(), others].flat().filter((one) => stateOf(one) === 'failed');
  for (const line of [...failed.map(failureOf), ...errors.map(String)]) console.error(line);
  const isComplete = modelNames.every((model) => framingNames.every((framing) => cells.has(titleOf(model, framing))));
  if (!isComplete) console.error('some cells have no tests');
  return isComplete && errors.length === 0 && failed.length === 0;
}

function titleOf(model: ModelName, framing: FramingName): Cell {
  return `${model}, ${framing}, tcp`;
}

function stateOf(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result();
  // A test that never ran is no success.
  return state === 'pending' ? 'failed' : state;
}

/** The numbers of the points that hold, those that do not struck out; skipped ones are left out. */
function cellOf(tests: readonly TestCase[] | undefined): string {
  if (tests === undefined || tests.length === 0) return '✗';
  const points = tests.flatMap((test) => {
    const number = test.name.slice(0, test.name.indexOf('.'));
    const state = stateOf(test);
    return state === 'skipped' ? [] : [state === 'passed' ? number : `~~${number}~~ ✗`];
  });
  return points.join(' ');
}

function format(cells: ReadonlyMap<string, readonly TestCase[]>): string {
  const header = ['model', ...framingNames.map((name) => `\`${name}\``)];
  const rows = modelNames.map((model) => [
    `\`${model}\``,
    ...framingNames.map((framing) => cellOf(cells.get(titleOf(model, framing)))),
  ]);
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function failureOf(test: TestCase): string {
  const { errors = [] } = test.result();
  return `${test.fullName}: ${errors.map(({ message }) => message).join('; ')}`;
}

if (process.argv.length > 2) {
  console.error(`${process.argv[2]}: unknown; npm run conformance takes no arguments`);
  process.exit(2);
}
onReaderGone(() => process.exit(readerGoneExitCode));
process.exitCode = (await main()) ? 0 : 1;
