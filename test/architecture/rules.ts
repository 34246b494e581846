/**
 * Who may import whom, what has to stay pure, and which package lives where. Each rule names the defect that it keeps
 * out; architecture.test.ts holds the sources to them.
 */
import { kindsUnknown, noCycles, reportAlone, runnerDownwards } from './layers.ts';
import { imports, isTest, ours, packageOf, packages, topOf, type Rule } from './rule.ts';
import { startsWith, type Source } from './source.ts';

/** 'clients/load.ts imports servers/spec.ts: servers and clients are apart: …' for every breach. */
export function violations(rule: Rule, sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) =>
    rule.breaches(source, sources).map((breach) => `${source.path} ${breach}: ${rule.name}: ${rule.why}`),
  );
}

/** The folders that hold programs and what they share. */
const folders = [
  'protocol',
  'native',
  'servers',
  'clients',
  'ipc',
  'latency',
  'observations',
  'codec-bench',
  'runner',
] as const;
type Folder = (typeof folders)[number];

const mayImport: Readonly<Record<Folder, readonly string[]>> = {
  protocol: ['protocol'],
  native: ['native', 'protocol'],
  servers: ['servers', 'protocol', 'native'],
  clients: ['clients', 'latency', 'protocol', 'native'],
  ipc: ['ipc', 'latency', 'protocol', 'native'],
  latency: ['latency', 'protocol', 'native'],
  observations: ['observations', 'protocol', 'native'],
  'codec-bench': ['codec-bench', 'protocol', 'native'],
  // Of the four programs, and of what two of them share, only what `programSurface` lets through.
  runner: ['runner', 'protocol', 'native', 'servers', 'clients', 'ipc', 'latency', 'observations'],
};
/** What the runner may know of the programs that it starts. `type`: erased before it runs. */
const programSurface = {
  value:
    /^(servers\/(server-model|spec|models\/index)|clients\/(spec|drivers\/index|load-models\/index)|ipc\/(channel|spec|channels\/index)|observations\/(observation|index)|latency\/(gates|hgrm|interval-log|names|safe-names))\.ts$/,
  type: /^(servers\/usage|(clients|ipc|observations)\/report)\.ts$/,
  path: /^(servers|clients|ipc|observations)\/main\.ts$/,
} as const;

const foldersApart: Rule = {
  name: 'folders import downwards',
  why: 'servers, clients and channels share protocol, native and, where latencies are measured, latency: with more, one side would be measured with code of the other',
  breaches: (source) => {
    const folder = folders.find((name) => name === topOf(source.path));
    if (folder === undefined) return [];
    const may = new Set(mayImport[folder]);
    return ours(source)
      .filter(({ target }) => folders.includes(topOf(target) as Folder) && !may.has(topOf(target)))
      .map(imports);
  },
};

const nothingBelow: Rule = {
  name: 'nothing imports results, test or docs',
  why: 'what is measured must not depend on what is said about it; only tests use what is in test/',
  breaches: (source) =>
    ours(source)
      .filter(({ target }) => ['results', 'docs', ...(isTest(source.path) ? [] : ['test'])].includes(topOf(target)))
      .map(imports),
};

const runnerOutside: Rule = {
  name: 'the runner knows programs by their surface',
  why: 'it starts them and talks to them over stdio; their code in its event loop would be measured together with it',
  breaches: (source) =>
    topOf(source.path) !== 'runner'
      ? []
      : ours(source)
          .filter(({ target }) => ['servers', 'clients', 'ipc', 'latency', 'observations'].includes(topOf(target)))
          .filter(({ target, kind }) => {
            if (kind === 'path') return !programSurface.path.test(target);
            return !programSurface.value.test(target) && !(kind === 'type' && programSurface.type.test(target));
          })
          .map(imports),
};

const siblingsApart: Rule = {
  name: 'registered files do not know each other',
  why: 'a model, framing, channel, path or experiment is one file that can be added, read and removed alone',
  breaches: (source, all) => {
    const folder = source.path.slice(0, source.path.lastIndexOf('/'));
    const index = all.find(({ path }) => path === `${folder}/index.ts`);
    if (index === undefined || source === index || isTest(source.path)) return [];
    const registered = new Set(ours(index).flatMap(({ target, kind }) => (kind === 'type' ? [] : [target])));
    if (!registered.has(source.path)) return [];
    return ours(source)
      .filter(({ target }) => registered.has(target) || target === index.path)
      .map(imports);
  },
};

const protocolOnNode: Rule = {
  name: 'protocol stands on Node alone',
  why: 'both ends agree on it, so whatever it pulled in would be inside every server and every client',
  breaches: (source) =>
    topOf(source.path) !== 'protocol' || isTest(source.path)
      ? []
      : packages(source)
          .filter(({ target }) => !target.startsWith('node:'))
          .map(imports),
};

/** Test files and micro benchmarks may do as they like. */
const pureFiles = /^(protocol\/|runner\/(result|statistics|analysis|experiments|plan|report|selftest)\/)/;
const pureModules: ReadonlySet<string> = new Set([
  'node:buffer',
  'node:util',
  'node:assert',
  'node:path',
  'node:url',
  'node:zlib',
  'node:string_decoder',
]);
/** Sequences of words that reach for a clock, for chance, for the process or for the outside. */
const impureWords: readonly (readonly string[])[] = [
  ['Date', '.', 'now'],
  ['new', 'Date', '(', ')'],
  ['Math', '.', 'random'],
  ...['performance', 'process', 'console', 'fetch', 'crypto', 'setTimeout', 'setInterval', 'setImmediate'].map(
    (name) => [name],
  ),
];

const pure: Rule = {
  name: 'pure code has no clock, no chance and no I/O',
  why: 'the same result file has to give the same report, and the same bytes the same replies: these come in as parameters',
  breaches: (source) => {
    if (!pureFiles.test(source.path) || isTest(source.path)) return [];
    const modules = packages(source).filter(({ target }) => target.startsWith('node:') && !pureModules.has(target));
    const words = impureWords.filter((sequence) => source.words.some((_, at) => isUse(source, at, sequence)));
    return [...modules.map(imports), ...words.map((sequence) => `uses ${sequence.join('').replace('new', 'new ')}`)];
  },
};

/** What a chart may be made of, so that a page in a browser can draw it too. */
const chartParts = /^(runner\/report\/charts\/[^/]+\.ts|runner\/report\/text\/one-line\.ts|d3-format|d3-scale)$/;

const chartsAnywhere: Rule = {
  name: 'charts are drawn anywhere',
  why: 'a page in a browser draws the same descriptions with the same modules, without Node and without an analysis',
  breaches: (source) =>
    !source.path.startsWith('runner/report/charts/') || isTest(source.path)
      ? []
      : source.references.filter(({ target }) => !chartParts.test(target)).map(imports),
};

/** Ways to a number that two points in time could be subtracted by. */
const wallTimeWords: readonly (readonly string[])[] = [
  ['Date', '.', 'now'],
  ['Date', '.', 'parse'],
];

const noWallTime: Rule = {
  name: 'wall time is a date, and no duration',
  why: 'somebody may set the clock, and it goes on while a run is cut off: durations come from performance.now()',
  breaches: (source) => {
    if (isTest(source.path)) return [];
    const words = wallTimeWords.filter((sequence) => source.words.some((_, at) => isUse(source, at, sequence)));
    const isSubtracted = source.words.some((_, at) => startsWith(source.words, at, ['.', 'getTime', '(']));
    return [...words.map((sequence) => `uses ${sequence.join('')}`), ...(isSubtracted ? ['uses getTime()'] : [])];
  },
};

/** A property of that name, or a key of an object or type, is something else. */
function isUse({ words }: Source, at: number, sequence: readonly string[]): boolean {
  if (!startsWith(words, at, sequence)) return false;
  const behind = words[at + sequence.length];
  const isKey = sequence.length === 1 && (behind?.text === ':' || behind?.text === '?') && !behind.isString;
  return !startsWith(words, at - 1, ['.']) && !startsWith(words, at - 1, ['#']) && !isKey;
}

/** What our framings are measured beside. */
const peers = /^codec-bench\/peers\.bench\.ts$/;

const homes: Readonly<Record<string, RegExp>> = {
  execa: /^runner\/trials\/program\.ts$/,
  koffi: /^native\//,
  'd3-format': /^runner\/report\/charts\//,
  'd3-scale': /^runner\/report\/charts\//,
  rolldown: /^runner\/commands\/page-parts\.ts$/,
  'playwright-core': /^test\/browser\//,
  piscina: /^(servers\/(models|workers)\/thread-offload|ipc\/channels\/piscina-run)[^/]*\.ts$/,
  commander: /^runner\/(cli|commands\/line\/[^/]*)\.ts$/,
  tinybench: /\.bench\.ts$/,
  'binary-split': peers,
  'block-stream2': peers,
  'it-length-prefixed': peers,
  'length-prefixed-stream': peers,
  protobufjs: peers,
  slip: peers,
  split2: peers,
  vitest: /\.(test|bench)\.ts$|^test\/|^vitest\.config\.ts$/,
  'fast-check': /\.test\.ts$|^test\//,
};

const oneHome: Rule = {
  name: 'a package has one home',
  why: 'what only one place knows can be replaced, loaded late, and kept out of servers and clients',
  breaches: (source) =>
    packages(source)
      .filter(({ target }) => homes[packageOf(target)]?.test(source.path) === false)
      .map(imports),
};

const oneSpawner: Rule = {
  name: 'program.ts starts programs',
  why: 'only one place knows how a program is ended, so that nothing is left behind by a run',
  breaches: (source) =>
    topOf(source.path) !== 'runner' || isTest(source.path) || source.path === 'runner/trials/program.ts'
      ? []
      : packages(source)
          .filter(({ target, kind }) => kind !== 'type' && ['node:child_process', 'node:cluster'].includes(target))
          .map(imports),
};

const decodedPaths: Rule = {
  name: 'a path is made of a URL by fileURLToPath',
  why: 'the pathname of a URL is encoded: where a folder has a blank or an é in its name, it leads nowhere',
  breaches: (source) =>
    source.words.some((_, at) => startsWith(source.words, at, ['.', 'pathname'])) ? ['uses .pathname'] : [],
};

const noBarrels: Rule = {
  name: 'nothing is handed on',
  why: 'an import names the file that defines the thing: no barrels',
  breaches: (source) => source.references.filter(({ kind }) => kind === 'export').map(imports),
};

const knownImports: Rule = {
  name: 'imports can be read',
  why: 'a name that is put together at run time escapes every other rule here',
  breaches: (source) =>
    isTest(source.path) ? [] : source.references.filter(({ kind }) => kind === 'computed').map(imports),
};

const mostLines = 350;

const size: Rule = {
  name: `at most ${mostLines} lines`,
  why: 'a file does one thing; one that is longer does two',
  breaches: ({ lines }) => (lines > mostLines ? [`has ${lines} lines`] : []),
};

export const rules: readonly Rule[] = [
  foldersApart,
  runnerDownwards,
  reportAlone,
  kindsUnknown,
  noCycles,
  nothingBelow,
  runnerOutside,
  siblingsApart,
  protocolOnNode,
  pure,
  chartsAnywhere,
  noWallTime,
  oneHome,
  oneSpawner,
  decodedPaths,
  noBarrels,
  knownImports,
  size,
];
