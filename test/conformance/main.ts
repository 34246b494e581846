/**
 * `npm run conformance`: points 1, 2, 3 and 5 of the equivalence contract for every model with every framing, some
 * minutes, as a table in Markdown on standard output; and every model out of descriptors, which is told of when it fails. `npm test` holds every model to the usual framing, and one model
 * of each family to all of them.
 */
import { startVitest, type TestCase } from 'vitest/node';
import { onReaderGone, readerGoneExitCode } from '../../native/output.ts';
import { framingNames, type FramingName } from '../../protocol/framing/index.ts';
import { modelNames, type ModelName } from '../../servers/models/index.ts';

process.env.CONFORMANCE = 'every framing';

/** Titles as in framings.test.ts. */
type Cell = `${ModelName}, ${FramingName}, tcp`;

async function main(): Promise<boolean> {
  const vitest = await startVitest(['test/conformance/framings.test.ts', 'test/conformance/descriptors.test.ts'], {
    watch: false,
    reporters: [],
  });
  const cells = new Map<string, TestCase[]>();
  for (const module of vitest.state.getTestModules()) {
    for (const suite of module.children.suites()) cells.set(suite.name, [...suite.children.tests()]);
  }
  const errors = vitest.state.getUnhandledErrors();
  await vitest.close();
  process.stdout.write(format(cells));
  for (const line of [...failures(cells), ...errors.map(String)]) console.error(line);
  const isComplete = modelNames.every(
    (model) =>
      cells.has(`${model}, out of descriptors`) && framingNames.every((framing) => cells.has(titleOf(model, framing))),
  );
  if (!isComplete) console.error('some cells have no tests');
  return isComplete && errors.length === 0 && [...cells.values()].flat().every((one) => stateOf(one) !== 'failed');
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

function failures(cells: ReadonlyMap<string, readonly TestCase[]>): string[] {
  return [...cells].flatMap(([title, tests]) =>
    tests.flatMap((test) => {
      const { state, errors = [] } = test.result();
      return state === 'failed' ? [`${title}: ${test.name}: ${errors.map(({ message }) => message).join('; ')}`] : [];
    }),
  );
}

onReaderGone(() => process.exit(readerGoneExitCode));
process.exitCode = (await main()) ? 0 : 1;
