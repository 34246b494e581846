/**
 * How near to one another two processors are, as the kernel tells it: a message that changes processors costs least between
 * the threads of one core, more between cores that share a cache, and most between two caches.
 */
import { parseCpuList } from '../../protocol/flags.ts';
import type { KernelFiles } from './kernel-files.ts';

/** Where a processor is. Groups are told by their processors, lowest number first; null where the kernel does not tell. */
export interface ProcessorPlace {
  readonly cpu: number;
  /** Processors of its core, itself among them: more than one where a core has several threads. */
  readonly core: readonly number[] | null;
  /** Processors that share its last cache, itself among them. */
  readonly cache: readonly number[] | null;
}

export type Topology = readonly ProcessorPlace[];

/**
 * `same` processor, `sibling` threads of one core, `near`: two cores with a cache in common, `far`: none in common. `apart`:
 * two processors of which the kernel does not tell.
 */
export type Relation = 'same' | 'sibling' | 'near' | 'far' | 'apart';

export function readTopology(cpus: readonly number[], files: KernelFiles): Topology {
  return cpus.map((cpu) => {
    const folder = `/sys/devices/system/cpu/cpu${cpu}`;
    return { cpu, core: readCore(folder, files), cache: readLastCache(`${folder}/cache`, files) };
  });
}

export function relationOf(topology: Topology, one: number, other: number): Relation {
  if (one === other) return 'same';
  const place = topology.find(({ cpu }) => cpu === one);
  if (place?.core?.includes(other) === true) return 'sibling';
  if (place === undefined || place.cache === null) return 'apart';
  return place.cache.includes(other) ? 'near' : 'far';
}

/** Under its name since Linux 5.3, or the one before. */
function readCore(folder: string, files: KernelFiles): readonly number[] | null {
  const [now, before] = ['core_cpus_list', 'thread_siblings_list'].map((name) =>
    files.read(`${folder}/topology/${name}`),
  );
  return listed(now ?? before ?? null);
}

/** The cache of the highest level: `index3` need not be one of level 3. */
function readLastCache(folder: string, files: KernelFiles): readonly number[] | null {
  const caches = files
    .list(folder)
    .filter((name) => /^index\d+$/.test(name))
    .map((name) => ({
      level: Number(files.read(`${folder}/${name}/level`) ?? Number.NaN),
      shared: listed(files.read(`${folder}/${name}/shared_cpu_list`)),
    }))
    .filter(({ level, shared }) => Number.isFinite(level) && shared !== null);
  return caches.toSorted((one, other) => other.level - one.level)[0]?.shared ?? null;
}

function listed(text: string | null): readonly number[] | null {
  return text !== null && /^\d[\d,-]*$/.test(text) ? parseCpuList('processors', text) : null;
}
