/** The order of the runner's folders, and that nothing runs back up: rules.ts has the others. */
import { imports, isTest, ours, type Rule } from './rule.ts';
import type { Source } from './source.ts';

/** The runner's folders, from what a user calls down to what a machine is. Each imports from those below it only. */
const runnerLayers = [
  'commands',
  'selftest',
  'report',
  'store',
  'run',
  'plan',
  'experiments',
  'trials',
  'analysis',
  'statistics',
  'result',
  'machine',
] as const;

/** 0 is the command line, which knows all of them; -1: not of the runner. */
function layerOf(path: string): number {
  const [top, folder] = path.split('/');
  if (top !== 'runner') return -1;
  return runnerLayers.findIndex((layer) => layer === folder) + 1;
}

export const runnerDownwards: Rule = {
  name: 'the runner imports downwards',
  why: 'a folder can be read and tested with what is below it alone; types count, since a reader has to follow them too',
  breaches: (source) => {
    const layer = layerOf(source.path);
    if (layer < 0 || isTest(source.path)) return [];
    return ours(source)
      .filter(({ target }) => layerOf(target) >= 0 && layerOf(target) < layer)
      .map(imports);
  },
};

/** The report reads a stored plan and its analysis: what today's source says of experiments is no part of an old result. */
export const reportAlone: Rule = {
  name: 'a report reads the result alone',
  why: 'one that reads titles, units or factors from the source says something else of an old result every time these change',
  breaches: (source) =>
    !source.path.startsWith('runner/report/') || isTest(source.path)
      ? []
      : ours(source)
          .filter(({ target }) => /^(runner\/(store|run|plan|experiments|trials)|servers|clients|ipc)\//.test(target))
          .map(imports),
};

/** Everything above a trial handles every kind alike. */
export const kindsUnknown: Rule = {
  name: 'kinds of trials are known by their contract',
  why: 'a new kind is a folder and a line in trials/index.ts; only declarations of experiments speak in the terms of one',
  breaches: (source) =>
    !source.path.startsWith('runner/') || isTest(source.path) || /^runner\/(trials|experiments)\//.test(source.path)
      ? []
      : ours(source)
          .filter(({ target }) => /^runner\/trials\/(server|channel|claim)\//.test(target))
          .map(imports),
};

export const noCycles: Rule = {
  name: 'no circle of imports',
  why: 'of files that import one another none can be read, tested or moved alone; types count',
  breaches: (source, all) => {
    if (isTest(source.path)) return [];
    const circle = circleThrough(source, all);
    return circle === null ? [] : [`imports itself through ${circle.join(', ')}`];
  },
};

/** The files of a shortest way from a file back to it. */
function circleThrough(source: Source, all: readonly Source[]): readonly string[] | null {
  const byPath = graphOf(all);
  const from = new Map<string, string | null>([[source.path, null]]);
  const queue = [source.path];
  for (const path of queue) {
    for (const next of byPath.get(path) ?? []) {
      if (next === source.path) return wayTo(path, from);
      if (from.has(next)) continue;
      from.set(next, path);
      queue.push(next);
    }
  }
  return null;
}

function wayTo(path: string, from: ReadonlyMap<string, string | null>): readonly string[] {
  const before = from.get(path) ?? null;
  return before === null ? [] : [...wayTo(before, from), path];
}

const graphs = new WeakMap<readonly Source[], ReadonlyMap<string, readonly string[]>>();

/** Who imports whom. A file that is only named, such as the entry of a worker, runs by itself. */
function graphOf(all: readonly Source[]): ReadonlyMap<string, readonly string[]> {
  const known = graphs.get(all);
  if (known !== undefined) return known;
  const graph = new Map(
    all
      .filter(({ path }) => !isTest(path))
      .map((source) => [source.path, ours(source).flatMap(({ target, kind }) => (kind === 'path' ? [] : [target]))]),
  );
  graphs.set(all, graph);
  return graph;
}
