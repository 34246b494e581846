/** What is wrong with the plan of a result: not of its profile, cells in the wrong place, comparisons of the wrong cells. */
import { UsageError } from '../../protocol/flags.ts';
import { parseService, type ServiceSpec } from '../../protocol/service.ts';
import { firstAmong } from '../store/first-among.ts';
import { profiles, type Profile } from '../plan/profiles.ts';
import { controlsName, type Comparison, type GroupPlan, type Plan } from './result.ts';
import type { Cell, CellRole } from './trial.ts';

/** 'place in the file: what is wrong', or null. */
export function planContradiction(plan: Plan): string | null {
  const { experiments, groups } = plan;
  return (
    repeated(experiments.map(({ name }, i) => ({ name, place: `plan.experiments[${i}].name` }))) ??
    repeated(groups.map(({ id }, g) => ({ name: id, place: `plan.groups[${g}].id` }))) ??
    repeated(
      groups.flatMap(({ cells }, g) =>
        cells.map(({ id }, c) => ({ name: id, place: `plan.groups[${g}].cells[${c}].id` })),
      ),
    ) ??
    firstAmong(groups, (group, g) => inGroup(group, `plan.groups[${g}]`, plan))
  );
}

/** The profile decides everything but the rounds, of which a budget buys more. For plans of this edition's profiles. */
export function profileContradiction(plan: Plan): string | null {
  const { profile: name, rounds, margin, slice, warmup } = plan;
  const profile: Profile = profiles[name];
  if (rounds < profile.rounds || rounds > profile.mostRounds) {
    return `plan.rounds: ${rounds}, and the profile ${name} has ${profile.rounds} to ${profile.mostRounds}`;
  }
  const declared: readonly (readonly [place: string, planned: number, due: number])[] = [
    ['margin', margin, profile.margin],
    ['slice.ms', slice.ms, profile.slice.ms],
    ['slice.turns', slice.turns, profile.slice.turns],
    ['warmup.messagesPerIsolate', warmup.messagesPerIsolate, profile.warmup.messagesPerIsolate],
    ['warmup.cpuMsPerIsolate', warmup.cpuMsPerIsolate, profile.warmup.cpuMsPerIsolate],
  ];
  return firstAmong(declared, ([place, planned, due]) =>
    planned === due ? null : `plan.${place}: ${planned}, and the profile ${name} has ${due}`,
  );
}

function inGroup(group: GroupPlan, place: string, { experiments }: Plan): string | null {
  const names = [...experiments.map(({ name }) => name), controlsName];
  if (!names.includes(group.experiment)) {
    return `${place}.experiment: ${group.experiment} is no experiment of the plan`;
  }
  const hasSlowdown = group.cells.some(({ role }) => role === 'slowdown');
  return (
    firstAmong(group.cells, (cell, i) => inCell(cell, `${place}.cells[${i}]`, group, hasSlowdown)) ??
    firstAmong(group.comparisons, (comparison, i) => inComparison(comparison, `${place}.comparisons[${i}]`, group)) ??
    repeated(group.comparisons.map(({ arm }, i) => ({ name: arm, place: `${place}.comparisons[${i}].arm` })))
  );
}

/** One of each in a group: what a comparison divides by. */
const single: ReadonlySet<CellRole> = new Set(['baseline', 'control', 'slowdown']);

function inCell(cell: Cell, place: string, group: GroupPlan, hasSlowdown: boolean): string | null {
  const { experiment, role } = cell;
  if (experiment !== group.experiment) return `${place}.experiment: ${experiment}, in a group of ${group.experiment}`;
  if (cell.group !== group.id) return `${place}.group: ${cell.group}, in the group ${group.id}`;
  if (single.has(role) && group.cells.find((other) => other.role === role) !== cell) {
    return `${place}.role: a second ${role} in this group`;
  }
  const shared = cell.serverCpus?.find((cpu) => cell.clientCpus?.includes(cpu));
  if (shared !== undefined) return `${place}.clientCpus: ${shared} is one of serverCpus, too`;
  const service = parsedService(cell.service);
  if (service === null) return `${place}.service: ${cell.service} is no service`;
  const isMeasuredAgainst = hasSlowdown && (role === 'baseline' || role === 'slowdown');
  const hasKnownWork = service.kind === 'work' && service.iterations !== null && service.iterations > 0;
  return isMeasuredAgainst && !hasKnownWork
    ? `${place}.service: ${cell.service} does not say how much work it is, which the known slowdown needs`
    : null;
}

function parsedService(service: string): ServiceSpec | null {
  try {
    return parseService('service', service);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

function inComparison(comparison: Comparison, place: string, { cells }: GroupPlan): string | null {
  return firstAmong(['arm', 'baseline', 'control'] as const, (side) => {
    const id = comparison[side];
    const cell = cells.find((candidate) => candidate.id === id);
    if (cell === undefined) return `${place}.${side}: ${id} is no cell of this group`;
    return cell.role === side ? null : `${place}.${side}: ${id} is a cell of role ${cell.role}`;
  });
}

function repeated(names: readonly { readonly name: string; readonly place: string }[]): string | null {
  const seen = new Set<string>();
  return firstAmong(names, ({ name, place }) => {
    if (seen.has(name)) return `${place}: ${name} is there twice`;
    seen.add(name);
    return null;
  });
}
