/** What two runs were measured on, with and under: what differs, what is the same, and what one of them does not tell. */
import { slug } from '../../analysis/citable.ts';
import { sides, type Both } from '../../analysis/compare-runs.ts';
import type { Environment } from '../../machine/environment-schema.ts';
import {
  differencesOf,
  fingerprintOf,
  type Difference,
  type Differences,
  type Part,
} from '../../machine/fingerprint.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Group, PlannedExperiment } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import { formatCount, formatPercent } from '../text/format.ts';

export interface Conditions {
  /** Of the machine first, then software, then what was asked for. `was` is that of A, `is` that of B. */
  readonly differing: readonly Difference[];
  readonly same: readonly Part[];
  /** Parts of the machine that at least one of the results does not tell. */
  readonly unknown: readonly string[];
}

export function conditionsOf(results: Both<ResultFile>): Conditions {
  const all = { A: allParts(results.A), B: allParts(results.B) };
  const told = { A: new Map(all.A), B: new Map(all.B) };
  const { differing } = differencesOf(...inOneOrder(all.A, all.B));
  return {
    differing: [...differing, ...planDifferences(results)],
    same: all.A.filter(([name, value]) => value !== null && told.B.get(name) === value),
    unknown: machineDifferences(results).unknown.map(({ name }) => name),
  };
}

/** Of the machines alone: that of the clients, and that of the servers where it is another one. */
export function machineDifferences(results: Both<ResultFile>): Differences {
  return differencesOf(...inOneOrder(machineParts(results.A), machineParts(results.B)));
}

/** Both lists with the names of either, so that what one lacks is unknown in it. */
function inOneOrder(one: readonly Part[], other: readonly Part[]): [Part[], Part[]] {
  const names = [...new Set([...one, ...other].map(([name]) => name))];
  const inOrder = (parts: readonly Part[]): Part[] => {
    const values = new Map(parts);
    return names.map((name) => [name, values.get(name) ?? null]);
  };
  return [inOrder(one), inOrder(other)];
}

function machineParts({ environment, remoteEnvironment }: ResultFile): Part[] {
  const own = fingerprintOf(environment).parts;
  if (remoteEnvironment === undefined) return [...own, ['servers', 'on the machine of the clients']];
  const servers = fingerprintOf(remoteEnvironment).parts;
  return [
    ...own,
    ['servers', 'on another machine'],
    ...servers.map(([name, value]): Part => [`${name} of the servers`, value]),
  ];
}

function allParts(result: ResultFile): Part[] {
  const { environment, plan } = result;
  const { messagesPerIsolate, cpuMsPerIsolate } = plan.warmup;
  return [
    ...machineParts(result),
    ...fingerprintOf(environment).software,
    ...besideParts(environment),
    ['profile', plan.profile],
    ['rounds', formatCount(plan.rounds)],
    ['margin', formatPercent(plan.margin)],
    ['slice', `${plan.slice.ms} ms`],
    ['warm-up', `${formatCount(messagesPerIsolate)} messages or ${formatCount(cpuMsPerIsolate)} ms per isolate`],
  ];
}

/** What figures depend on less, or seldom. */
function besideParts({ memoryBytes, cgroup, congestionControl, loopback, programs }: Environment): Part[] {
  return [
    // To half a GiB: what a kernel keeps for itself makes no difference.
    ['memory', `${Math.round(memoryBytes / 2 ** 29) / 2} GiB`],
    ['limit of memory', cgroup.memoryMax ?? 'none'],
    ['TCP congestion control', congestionControl],
    ['loopback MTU', loopback.mtu === null ? null : formatCount(loopback.mtu)],
    ['niceness', programs === undefined ? null : String(programs.niceness)],
    ['libraries in every program', programs === undefined ? null : listed(programs.preloaded)],
    ['variables given to programs', programs === undefined ? null : listed(variablesOf(programs))],
  ];
}

function variablesOf({ passed, given }: NonNullable<Environment['programs']>): string[] {
  return [...passed, ...Object.entries(given).map((entry) => entry.join('='))];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

/** Of experiments and groups that both have: what only one has is told beside the figures. */
function planDifferences(results: Both<ResultFile>): Difference[] {
  const { A, B } = results;
  const experiments = A.plan.experiments.flatMap((one) => {
    const other = B.plan.experiments.find(({ name }) => name === one.name);
    return other === undefined ? [] : [{ A: one, B: other }];
  });
  // The known slowdown is a control, and is calibrated anew in every run.
  const asked = new Set(experiments.map((pair) => pair.A.name));
  const groups = A.plan.groups.flatMap((one) => {
    if (!asked.has(one.experiment)) return [];
    const other = B.plan.groups.find((group) => isSameGroup(one, group));
    return other === undefined ? [] : [{ A: one, B: other }];
  });
  const found = [
    ...experiments.flatMap((pair) => experimentDifferences(pair, results)),
    ...groups.flatMap(groupDifferences),
  ];
  return folded(found, groups.length);
}

/** As their figures have the same IDs. */
function isSameGroup(one: Group, other: Group): boolean {
  return one.experiment === other.experiment && slug(one.label) === slug(other.label);
}

interface Found extends Difference {
  /** The experiment or group. */
  readonly where: string;
}

function experimentDifferences({ A, B }: Both<PlannedExperiment>, results: Both<ResultFile>): Found[] {
  const where = A.name;
  const metrics = { A: definitions(A, results.A), B: definitions(B, results.B) };
  return [
    ...unlessSame(where, 'baseline', A.baseline ?? 'a claim', B.baseline ?? 'a claim'),
    ...unlessSame(where, 'decided on', A.primaryMetric, B.primaryMetric),
    ...unlessSame(where, 'network path', A.over ?? 'as declared', B.over ?? 'as declared'),
    ...[...metrics.A].flatMap(([name, definition]) =>
      unlessSame(where, `metric ${name}`, definition, metrics.B.get(name) ?? definition),
    ),
  ];
}

/** By name: all that a comparison of its values depends on. */
function definitions({ kind: name, metrics }: PlannedExperiment, { plan }: ResultFile): ReadonlyMap<string, string> {
  const kind = plan.kinds.find((one) => one.name === name);
  const shown = (kind?.metrics ?? []).filter((metric) => metrics.includes(metric.name));
  return new Map(shown.map((metric) => [metric.name, definitionText(metric)]));
}

function definitionText({ scale, better, differenceMargin, most, boundedBy }: MetricDefinition): string {
  return [
    `compared as a ${scale}, ${better} is better`,
    ...(differenceMargin === null ? [] : [`equivalent within ±${differenceMargin}`]),
    ...(most === null ? [] : [`at most ${most}`]),
    ...(boundedBy === null ? [] : [`bounded by ${boundedBy}`]),
  ].join(', ');
}

function groupDifferences({ A, B }: Both<Group>): Found[] {
  const where = `${A.experiment}, ${A.label}`;
  const terms = { A: termsOf(A), B: termsOf(B) };
  const names = [...new Set(sides.flatMap((side) => [...terms[side].keys()]))];
  return [
    ...unlessSame(where, 'slices of a trial', String(A.slices), String(B.slices)),
    ...unlessSame(where, 'schedule', A.schedule, B.schedule),
    ...names.flatMap((name) =>
      unlessSame(where, name, terms.A.get(name) ?? 'not told', terms.B.get(name) ?? 'not told'),
    ),
  ];
}

function termsOf({ terms }: Group): ReadonlyMap<string, string> {
  return new Map(terms.map(({ name, text }) => [name, text]));
}

function unlessSame(where: string, name: string, was: string, is: string): Found[] {
  return was === is ? [] : [{ where, name, was, is }];
}

/** The same difference in several groups is one; in all of them it needs no place. */
function folded(found: readonly Found[], groups: number): Difference[] {
  const alike = Map.groupBy(found, ({ name, was, is }) => JSON.stringify([name, was, is]));
  return [...alike.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const { name, was, is } = first;
    const places = of.map(({ where }) => where).join('; ');
    return [{ name: of.length === groups ? name : `${name} (${places})`, was, is }];
  });
}
