/**
 * The variables of the programs that are measured: chosen by the suite, not handed on. A preload in NODE_OPTIONS, the
 * size of libuv's thread pool or another allocator change a figure by a factor, and no counter shows it. So variables
 * are passed on by name, each for a reason; of those that are not, the ones that could change figures are told of.
 * Programs that people start by hand keep what people gave them.
 */

/** A program's variables by name. */
export type Variables = Readonly<Record<string, string>>;
/** What whoever starts it was started with. */
export type OwnVariables = Readonly<Record<string, string | undefined>>;

/** What is passed on, and why. Their values name folders, so that results hold their names only. */
const passedOn = {
  PATH: 'commands that lead to where a program runs, and scripts that `--node` names, are found by it',
  HOME: 'version managers keep their runtimes below it',
  TMPDIR: 'where such scripts and commands may write',
  NIX_LD: 'without it, no binary that npm brings starts on some NixOS systems',
  NIX_LD_LIBRARY_PATH: 'the libraries that such a binary needs there',
} as const satisfies Record<string, string>;

/** The same for everybody: the language of messages, and of whatever a program sorts or formats. */
export const given = { LC_ALL: 'C' } as const;

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

/** Those that are set, and could have changed figures. */
export function withheldNames(own: OwnVariables): string[] {
  return Object.keys(own)
    .filter((name) => own[name] !== undefined && mayChangeFigures(name))
    .toSorted();
}

/** Those of ours that are passed on. */
export function passedNames(own: OwnVariables): string[] {
  return Object.keys(passedOn).filter((name) => own[name] !== undefined);
}
