/** What a plan is made on: the kinds of trials, the processors, and what was found out about them before. */
import type { Pinning } from '../../native/affinity.ts';
import type { Network } from '../machine/network.ts';
import type { Topology } from '../machine/topology.ts';
import type { CellRole } from '../result/plan.ts';
import { kindOf, type Kinds } from '../trials/index.ts';
import type { Plain, RemoteSite, Site } from '../trials/kind.ts';

/** What the plan has to know about the machine and the kinds of trials. */
export interface PlanSetting {
  readonly kinds: Kinds;
  /** Processors that programs may use, and whether programs can be bound to them. */
  readonly cpus: readonly number[];
  /** How near to one another these are, as far as the kernel tells. */
  readonly topology: Topology;
  readonly pinning: Pinning;
  /** Descriptors that a program may open; null where the kernel does not tell. */
  readonly descriptorLimit: number | null;
  readonly network: Network;
  /** The machine of servers that are elsewhere; null: all are here. */
  readonly remote: RemoteSite | null;
  /** `--path`: over which path experiments go that do not compare paths, and which those that do measure too; null: none. */
  readonly path: string | null;
  /** What each kind found out before, by its name. */
  readonly calibrations: Readonly<Record<string, Plain>>;
}

/** @param path in place of what the trials declare; null: as they declare */
export function siteOf({ calibrations, kinds, ...site }: PlanSetting, kind: string, path: string | null): Site {
  const { cpus, topology, pinning, descriptorLimit, network, remote } = site;
  const calibration = calibrations[kind] ?? kindOf(kinds, kind).nominalCalibration;
  return { cpus, topology, pinning, descriptorLimit, network, remote, path, calibration };
}

export function cellId(group: string, arm: string, role: CellRole): string {
  return `${group}/${arm}${role === 'twin' || role === 'slowdown' ? ` (${role})` : ''}`;
}
