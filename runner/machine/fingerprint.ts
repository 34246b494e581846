/**
 * What makes a machine this one and not another, as far as figures depend on it: the parts, and a short name for all of
 * them. Two runs both said "AMD EPYC, 2 processors", and their kernels differed in whether page tables are isolated, which
 * every system call pays for: a model and a number of processors are no identity.
 *
 * - **Machine**: processor (model, family and stepping, architecture, cores, threads, which of them could be used),
 *   kernel release and build, mitigations, clock source, hypervisor, frequency governor, limit of processor time. These make
 *   `short`. The kernel counts among them: it does most of the work of a message.
 * - **Software**: distribution, Node's version and the hash of its binary, what a script adds to it, the commit. People
 *   compare runs because these differ, so they are told of and make no other machine. A run that goes on has to have the
 *   same.
 *
 * A part is unknown (null) where a result is from before it was read, or where the machine does not tell. Unknown is never
 * the same as anything: `short` then ends with `?`, and who compares two machines has to say what could not be verified.
 * Sizes of memory are left out: what a kernel reserves of it changes from boot to boot.
 */
import { createHash } from 'node:crypto';
import type { Environment } from './environment-schema.ts';

/** A name, and how it was; null: unknown. */
export type Part = readonly [name: string, value: string | null];

export interface Fingerprint {
  /** Eight hexadecimal digits of the SHA-256 over the parts of the machine; `?` behind them where one is unknown. */
  readonly short: string;
  /** Of the machine, in the order in which they are shown. */
  readonly parts: readonly Part[];
  readonly software: readonly Part[];
}

export function fingerprintOf(environment: Environment): Fingerprint {
  const parts = machineParts(environment);
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
  const isComplete = parts.every(([, value]) => value !== null);
  return { short: isComplete ? hash : `${hash}?`, parts, software: softwareParts(environment) };
}

function machineParts(environment: Environment): Part[] {
  const { processor, os, governor, cgroup, virtualization, mitigations } = environment;
  return [
    // Node's word for a processor whose model the system does not name.
    ['processor', processor.model === 'unknown' ? null : processor.model],
    ['processor family', processor.identity ?? null],
    ['architecture', environment.architecture ?? null],
    ['cores', textOf(processor.cores)],
    ['threads', String(processor.count)],
    ['simultaneous multithreading', processor.smt === null ? null : processor.smt ? 'on' : 'off'],
    ['processors used', processor.allowed?.join(', ') ?? null],
    ['kernel', os.kernel],
    ['kernel build', os.build ?? null],
    ['mitigations', mitigationsText(mitigations)],
    ['clock source', environment.clockSource ?? null],
    ['hypervisor', virtualization],
    // Virtual machines have no governor, and most runs no limit: null is what was found, not that nobody looked.
    ['frequency governor', governor ?? 'none'],
    ['limit of processor time', cgroup.cpuMax ?? 'none'],
  ];
}

function softwareParts({ os, runtime, commit }: Environment): Part[] {
  return [
    ['system', `${os.platform}, ${os.release}`],
    ['Node', runtime.node],
    ['V8 and libuv', `${runtime.v8}, ${runtime.libuv}`],
    ['Node’s binary', `${runtime.sha256.slice(0, 12)}${runtime.pinned ? '' : ', chosen by the user'}`],
    ['added to Node', runtime.added?.join(' ') ?? 'none'],
    ['commit', commit],
  ];
}

function textOf(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** A line each, by name, in an order that no machine decides. */
function mitigationsText(mitigations: Environment['mitigations']): string | null {
  if (mitigations === null) return null;
  const names = Object.keys(mitigations).toSorted();
  return names.map((name) => `${name}: ${mitigations[name]?.replaceAll('\n', ' ')}`).join('\n');
}

/** A part that two fingerprints do not have alike: what the one has, and what the other. */
export interface Difference {
  readonly name: string;
  readonly was: string | null;
  readonly is: string | null;
}

export interface Differences {
  /** Known in both, and not the same. Of mitigations each by itself. */
  readonly differing: readonly Difference[];
  /** Unknown in at least one of the two. */
  readonly unknown: readonly Difference[];
}

/** Of two lists of the same parts in the same order. */
export function differencesOf(then: readonly Part[], now: readonly Part[]): Differences {
  const all = then.map(([name, was], index): Difference => ({ name, was, is: now[index]?.[1] ?? null }));
  return {
    differing: all.filter(({ was, is }) => was !== null && is !== null && was !== is).flatMap(itemized),
    unknown: all.filter(({ was, is }) => was === null || is === null),
  };
}

/** Of a part of many lines only those that differ; one that the other side lacks is told as not listed. */
function itemized(difference: Difference): Difference[] {
  if (difference.name !== 'mitigations') return [difference];
  const [was, is] = [linesOf(difference.was), linesOf(difference.is)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({
      name: `mitigation ${name}`,
      was: was.get(name) ?? 'not listed',
      is: is.get(name) ?? 'not listed',
    }))
    .filter((item) => item.was !== item.is);
}

function linesOf(text: string | null): ReadonlyMap<string, string> {
  const lines = (text ?? '').split('\n').map((line) => line.split(': '));
  return new Map(lines.map(([name = '', ...state]) => [name, state.join(': ')]));
}
