/** What a rule about the sources is, and what most of them ask of a source. */
import type { Reference, Source } from './source.ts';

export interface Rule {
  readonly name: string;
  /** The defect that would follow. */
  readonly why: string;
  /** What a source does against the rule, as the rest of a sentence: 'imports servers/main.ts'. */
  breaches(source: Source, all: readonly Source[]): readonly string[];
}

export function ours({ references }: Source): readonly Reference[] {
  return references.filter(({ isOurs, kind }) => isOurs && kind !== 'computed');
}

export function packages({ references }: Source): readonly Reference[] {
  return references.filter(({ isOurs, kind }) => !isOurs && kind !== 'computed');
}

/** `koffi/build/x.js` → `koffi`, `@scope/name/x` → `@scope/name`. */
export function packageOf(target: string): string {
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/');
}

export function topOf(path: string): string {
  return path.split('/')[0] ?? '';
}

export function isTest(path: string): boolean {
  return /\.(test|bench)\.ts$/.test(path) || topOf(path) === 'test';
}

export function imports({ target, kind }: Reference): string {
  const verbs = {
    import: 'imports',
    type: 'imports the types of',
    path: 'names',
    export: 'exports from',
    computed: 'imports',
  };
  return `${verbs[kind]} ${target}`;
}
