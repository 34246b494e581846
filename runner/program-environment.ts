/**
 * The environment of the programs that are measured: made by the suite, not handed on. A preload in NODE_OPTIONS, the
 * size of libuv's thread pool or another allocator change a figure by a factor, and no counter shows it. So variables
 * are passed on by name, each for a reason; of those that are not, the ones that could change figures are told of.
 * Programs that people start by hand keep what people gave them.
 */
import { basename } from 'node:path';
import type { KernelFiles } from './kernel-files.ts';
import type { Environment } from './result.ts';

/** A program's variables by name. */
export type Variables = Readonly<Record<string, string>>;
/** What the runner was started with. */
export type OwnVariables = Readonly<Record<string, string | undefined>>;
type ProgramConditions = NonNullable<Environment['programs']>;

/** What is passed on, and why. Their values name folders, so that results hold their names only. */
const passedOn = {
  PATH: 'commands that lead to where a program runs, and scripts that `--node` names, are found by it',
  HOME: 'version managers keep their runtimes below it',
  TMPDIR: 'where such scripts and commands may write',
  NIX_LD: 'without it, no binary that npm brings starts on some NixOS systems',
  NIX_LD_LIBRARY_PATH: 'the libraries that such a binary needs there',
} as const satisfies Record<string, string>;

/** The same for everybody: the language of messages, and of whatever a program sorts or formats. */
const given = { LC_ALL: 'C' } as const;

/** They change how fast a program runs or starts, or load other code into it. */
const influential: readonly RegExp[] = [
  /^NODE_/,
  /^UV_/,
  // Loader and allocator of libc: libraries that are loaded first or instead, arenas, huge pages.
  /^(LD|DYLD)_/,
  /^(MALLOC|JEMALLOC|TCMALLOC|MIMALLOC)_/,
  /^GLIBC_TUNABLES$/,
  /^OPENSSL_/,
  /^PISCINA_/,
  /^(ASAN|LSAN|MSAN|TSAN|UBSAN)_OPTIONS$/,
];
/** Named like those, without their effect. */
const harmless: ReadonlySet<string> = new Set([
  // Nothing that a measured program loads asks for it.
  'NODE_ENV',
  // Read when TLS is used first.
  'NODE_EXTRA_CA_CERTS',
  // Replaced by one that is checked: compile-cache.ts.
  'NODE_COMPILE_CACHE',
]);

export function mayChangeFigures(name: string): boolean {
  return !harmless.has(name) && influential.some((pattern) => pattern.test(name));
}

/** All that a measured program gets. `compileCache`: a folder; null where nothing is loaded that could be in one. */
export function programVariables(own: OwnVariables, compileCache: string | null): Variables {
  const passed = passedNames(own).map((name) => [name, own[name] ?? ''] as const);
  const cache = compileCache === null ? {} : { NODE_COMPILE_CACHE: compileCache };
  return { ...Object.fromEntries(passed), ...given, ...cache };
}

/** What is recorded of it, with what else every program inherits. */
export function readConditions(
  own: OwnVariables,
  files: KernelFiles,
  niceness: number,
): Omit<ProgramConditions, 'compileCache'> {
  return {
    passed: passedNames(own),
    given: { ...given },
    withheld: withheldNames(own),
    preloaded: readPreloaded(files),
    niceness,
  };
}

/** What the loader of this system puts into every program, whatever its environment: ld.so(8). */
function readPreloaded(files: KernelFiles): string[] {
  const lines = (files.read('/etc/ld.so.preload') ?? '').split('\n').map((line) => line.replace(/#.*$/, ''));
  return lines.flatMap((line) => line.split(/[\s:]+/)).flatMap((path) => (path === '' ? [] : [basename(path)]));
}

/** Those that are set, and could have changed figures. */
export function withheldNames(own: OwnVariables): string[] {
  return Object.keys(own)
    .filter((name) => own[name] !== undefined && mayChangeFigures(name))
    .toSorted();
}

/** For the suite's own calls of git: GIT_DIR and its like would have it speak of another repository. */
export function variablesForGit(own: OwnVariables): Variables {
  const kept = Object.entries(own).flatMap(([name, value]) =>
    value === undefined || name.startsWith('GIT_') ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}

/** What the programs of a run would get otherwise now than when it was begun, as the rest of a sentence; or null. */
export function conditionsDifference(then: Environment['programs'], now: Environment['programs']): string | null {
  if (then === undefined || now === undefined) {
    return then === now ? null : 'was begun by an edition that did not record what its programs were given';
  }
  const parts: readonly (readonly [what: string, of: (conditions: ProgramConditions) => readonly string[]])[] = [
    ['in the environment of its programs', ({ passed }) => passed],
    ['given to its programs', (conditions) => Object.entries(conditions.given).map((entry) => entry.join('='))],
    ['loaded into every program by this system', ({ preloaded }) => preloaded],
  ];
  const changes = parts.flatMap(([what, of]) => {
    const [before, after] = [of(then), of(now)];
    const gone = before.filter((one) => !after.includes(one));
    const come = after.filter((one) => !before.includes(one));
    return [
      ...(gone.length === 0 ? [] : [`had ${gone.join(', ')} ${what}, and now has not`]),
      ...(come.length === 0 ? [] : [`had no ${come.join(', ')} ${what}, and now has`]),
    ];
  });
  if (then.niceness !== now.niceness) {
    changes.push(`had programs of niceness ${then.niceness}, and now has of ${now.niceness}`);
  }
  return changes.length === 0 ? null : changes.join('; ');
}

function passedNames(own: OwnVariables): string[] {
  return Object.keys(passedOn).filter((name) => own[name] !== undefined);
}
