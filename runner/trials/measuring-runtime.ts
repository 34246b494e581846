/** What a run measures with, made ready before its first trial: the runtime, its environment, its cache of compiled code. */
import { getPriority } from 'node:os';
import { resolve } from 'node:path';
import { openCompileCache, type CompileCache } from '../machine/compile-cache.ts';
import { readEnvironment } from '../machine/environment.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import { readConditions } from '../machine/program-environment.ts';
import type { Runtime } from './place.ts';
import { capture } from './program.ts';
import type { Environment } from '../machine/environment-schema.ts';

export interface MeasuringRuntime extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly cache: CompileCache;
  readonly environment: Environment;
}

/**
 * `chosen`: what `--node` named; null: the runtime that runs this.
 * @throws UserError when it is none that can be measured with, or cannot keep compiled code
 */
export async function openRuntime(chosen: string | null): Promise<MeasuringRuntime> {
  const node = chosen === null ? process.execPath : resolve(chosen);
  const described = await readEnvironment({ nodePath: node, pinned: chosen === null, run: capture });
  const cache = await openCompileCache(node, capture);
  const conditions = readConditions(process.env, kernelFiles, getPriority());
  return {
    runtime: { node, compileCache: cache.path },
    cache,
    environment: { ...described, programs: { ...conditions, compileCache: cache.kind } },
    [Symbol.asyncDispose]: () => cache[Symbol.asyncDispose](),
  };
}

/** What somebody who set variables, or whose checkout cannot be written, should know before it starts: sentences. */
export function remarksOn({ environment: { programs }, cache }: MeasuringRuntime): readonly string[] {
  const withheld = programs?.withheld ?? [];
  return [
    ...(withheld.length === 0
      ? []
      : [`${withheld.join(', ')}: not passed on to what is measured, since figures would depend on it`]),
    ...(cache.why === null ? [] : [`compiled code is kept for this run only, in ${cache.path}; ${cache.why}`]),
  ];
}
