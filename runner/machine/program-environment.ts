/** What a run records of its programs' environment and of what else they inherit, and compares when it goes on. */
import { basename } from 'node:path';
import {
  given,
  passedNames,
  withheldNames,
  type OwnVariables,
  type Variables,
} from '../../protocol/program-variables.ts';
import type { KernelFiles } from './kernel-files.ts';
import type { Environment } from './environment-schema.ts';

type ProgramConditions = NonNullable<Environment['programs']>;

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
