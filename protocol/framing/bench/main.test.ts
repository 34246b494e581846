/** The codec benchmark by its command line. */
import { expect, test } from 'vitest';
import { ProgramUnderTest } from '../../../test/programs/program-under-test.ts';

const entry = 'protocol/framing/bench/main.bench.ts';

test.each([
  [['--framing', 'type-tagged', '--bytes', '100'], '--bytes 100 with --framing type-tagged: there is no type for 100'],
  [
    ['--framing', 'raw,length-ascii5', '--bytes', '100000,200000'],
    '--bytes 100000,200000 with --framing length-ascii5: 5 digits say at most 99999 bytes',
  ],
])('refuses %j before anything is measured', async (args, message) => {
  await using bench = new ProgramUnderTest(entry, args);
  await expect(bench.line()).rejects.toThrow('ended with 2');
  expect(bench.stderr).toContain(message);
});
