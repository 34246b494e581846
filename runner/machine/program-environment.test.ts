import { describe, expect, test } from 'vitest';
import { madeUpKernel } from '../../test/made-up-kernel.ts';
import { mayChangeFigures, programVariables } from '../../protocol/program-variables.ts';
import { readConditions, variablesForGit } from './program-environment.ts';

/** What npm, a shell and somebody who tunes leave in an environment. */
const own = {
  PATH: '/usr/bin',
  HOME: '/home/somebody',
  LANG: 'de_DE.UTF-8',
  LC_ALL: undefined,
  NODE: '/usr/bin/node',
  NODE_OPTIONS: '--require /tmp/preload.cjs',
  NODE_COMPILE_CACHE: '/tmp/mine',
  npm_config_cache: '/home/somebody/.npm',
  LD_PRELOAD: 'libjemalloc.so',
  SECRET_PROJECT: 'x',
};

test('programs get what they need by name, what the suite gives them, and nothing else', () => {
  const always = { PATH: '/usr/bin', HOME: '/home/somebody', LC_ALL: 'C' };
  expect(programVariables(own, '/cache')).toEqual({ ...always, NODE_COMPILE_CACHE: '/cache' });
  expect(programVariables(own, null)).toEqual(always);
});

test('the record names what is passed on and what is withheld, without values that name folders or people', () => {
  const conditions = readConditions(own, madeUpKernel({}), 5);
  expect(conditions).toEqual({
    passed: ['PATH', 'HOME'],
    given: { LC_ALL: 'C' },
    withheld: ['LD_PRELOAD', 'NODE_OPTIONS'],
    preloaded: [],
    niceness: 5,
  });
  expect(JSON.stringify(conditions)).not.toMatch(/somebody|SECRET/);
});

describe('what may change figures', () => {
  test.each([
    ...['NODE_OPTIONS', 'NODE_DISABLE_COMPILE_CACHE', 'NODE_V8_COVERAGE', 'NODE_PATH', 'UV_THREADPOOL_SIZE'],
    ...['UV_USE_IO_URING', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'MALLOC_ARENA_MAX', 'MALLOC_CONF'],
    ...['GLIBC_TUNABLES', 'OPENSSL_CONF', 'PISCINA_DISABLE_ATOMICS'],
  ])('%s', (name) => {
    expect(mayChangeFigures(name)).toBe(true);
  });

  test.each(['NODE_ENV', 'NODE_EXTRA_CA_CERTS', 'NODE', 'npm_config_node_options', 'LANG', 'HOME', 'MY_NODE_OPTIONS'])(
    'not %s',
    (name) => {
      expect(mayChangeFigures(name)).toBe(false);
    },
  );
});

test('git is called without what would have it speak of another repository, and with all the rest', () => {
  expect(
    variablesForGit({ PATH: '/usr/bin', GIT_DIR: '/other/.git', GIT_CONFIG_COUNT: '1', HOME: '/h', X: undefined }),
  ).toEqual({
    PATH: '/usr/bin',
    HOME: '/h',
  });
});
