/** What is found in the last prints of programs, most of them made by crashing one. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { lastWords } from './last-words.ts';

/** What Node writes to stderr when it runs this. */
function printOf(source: string, flags: readonly string[] = []): string {
  const args = [...flags, '--input-type=module', '-e', source];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stderr;
}

describe('of a program that crashed: the message of what it crashed with', () => {
  test.each([
    ['an error', `console.error('first'); throw new Error('no such thing');`, 'Error: no such thing'],
    ['an error of several lines', `throw new RangeError('too\\nmuch');`, 'RangeError: too much'],
    [
      'an error with a cause and properties',
      `throw Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 'EX' });`,
      'Error: outer',
    ],
    ['an error without a message', `throw new AggregateError([new Error('a'), new Error('b')]);`, 'AggregateError'],
    [
      'an error of a class of its own',
      `class DiskError extends Error { name = 'DiskError' } throw new DiskError('full');`,
      'DiskError: full',
    ],
    [
      'a rejection that nobody handled',
      `Promise.reject(new Error('left alone')); setTimeout(() => {}, 9e3)`,
      'Error: left alone',
    ],
    ['a string', `setTimeout(() => { throw 'a string' });`, 'a string'],
    ['source that cannot be parsed', `let x = ;`, "SyntaxError: Unexpected token ';'"],
    [
      'an error that it told of itself',
      `try { null.x } catch (e) { console.error(e); process.exit(1) }`,
      "TypeError: Cannot read properties of null (reading 'x')",
    ],
  ])('%s', (_, source, words) => {
    expect(lastWords(printOf(source))).toBe(words);
  });

  test('an import that is not there', () => {
    expect(lastWords(printOf(`import '/no/such/module.js';`))).toBe(
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/no/such/module.js' imported from " +
        `${process.cwd()}/[eval1]`,
    );
  });

  test('an event that nobody handled', () => {
    const words = lastWords(printOf(`import net from 'node:net'; net.connect({ path: '/no/such.sock' });`));
    expect(words).toBe('Error: connect ENOENT /no/such.sock');
  });

  test('memory that ran out', () => {
    const print = printOf('const all = []; for (;;) all.push(new Array(1e6).fill(1.5));', ['--max-old-space-size=32']);
    expect(lastWords(print)).toMatch(/^FATAL ERROR: .*JavaScript heap out of memory$/);
  });

  test('a check of V8 that failed', () => {
    const print =
      '#\n# Fatal error in , line 0\n# Check failed: IsFine().\n#\n#\n#FailureMessage Object: 0x7f\n----- Native stack trace -----\n\n 1: 0x840e50  [node]\n';
    expect(lastWords(print)).toBe('Check failed: IsFine().');
  });
});

describe('of one that said what was wrong', () => {
  test('its last line', () => {
    expect(lastWords('careful\n--listen nowhere: use HOST:PORT\n')).toBe('--listen nowhere: use HOST:PORT');
    expect(lastWords(printOf('', ['--no-such-flag']))).toMatch(/bad option: --no-such-flag$/);
  });

  test('also behind an error that it told of and survived', () => {
    expect(lastWords(printOf(`console.error(new Error('survived')); console.error('the port is taken');`))).toBe(
      'the port is taken',
    );
    expect(lastWords('FATAL ERROR: of a child\n 1: 0x840e50  [node]\nworker 0 ended (SIGABRT)\n')).toBe(
      'worker 0 ended (SIGABRT)',
    );
  });

  test('nothing where it said nothing, and no more than a line holds', () => {
    expect(lastWords('\n \n')).toBe('');
    expect(lastWords('x'.repeat(5000))).toHaveLength(301);
  });
});
