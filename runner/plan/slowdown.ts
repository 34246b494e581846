/**
 * The known slowdown: a baseline against itself with more work, by a share that is known. A run that does not find it would
 * not find a real difference of that size either. It joins a group whose baseline can be slowed down, or is a group of its
 * own, with a twin: a run may have no other group with load.
 */
import { controlsName, type Cell, type Group } from '../result/plan.ts';
import { kindOf } from '../trials/index.ts';
import type { Slowed } from '../trials/kind.ts';
import { commonTerms } from './conditions.ts';
import { cellId, siteOf, type PlanSetting } from './plan-setting.ts';
import type { Profile } from './profiles.ts';

/** By how much the slower cell costs more. */
const added = 0.1;

/** @param path that trials go over in place of what they declare; null: of what they declare */
export function withSlowdown(
  groups: readonly Group[],
  profile: Profile,
  setting: PlanSetting,
  skips: ReadonlyMap<string, string>,
  path: string | null,
): readonly Group[] {
  for (const host of groups) {
    const baseline = host.cells.find(({ role, id }) => role === 'baseline' && !skips.has(id));
    if (baseline === undefined || host.schedule !== 'interleaved') continue;
    const slowed = kindOf(setting.kinds, baseline.kind).slowed(
      baseline.setup,
      added,
      siteOf(setting, baseline.kind, path),
    );
    if (slowed !== null) return groups.map((group) => (group === host ? joined(host, baseline, slowed) : group));
  }
  const own = ownGroup(groups, profile, setting, path);
  return own === null ? groups : [...groups, own];
}

function joined(host: Group, baseline: Cell, { setup, added: share, beside }: Slowed): Group {
  const slower: Cell = { ...baseline, id: cellId(host.id, baseline.arm, 'slowdown'), role: 'slowdown', setup };
  return { ...host, cells: [...host.cells, slower], slowdown: { added: share, beside } };
}

/** Of the first kind that has a setup for it. */
function ownGroup(groups: readonly Group[], profile: Profile, setting: PlanSetting, path: string | null): Group | null {
  const kinds = new Set(groups.flatMap(({ cells }) => cells.map(({ kind }) => kind)));
  for (const name of kinds) {
    const kind = kindOf(setting.kinds, name);
    const site = siteOf(setting, name, path);
    const wanted = kind.slowable(site);
    if (wanted === null) continue;
    const { setup, unsupported, isOneProcess: _, ...of } = kind.settle(wanted, site);
    const slowed = unsupported === null ? kind.slowed(setup, added, site) : null;
    if (slowed === null) continue;
    const label = 'known-slowdown';
    const id = `${controlsName}/${label}`;
    const cells = (['baseline', 'twin'] as const).map((role): Cell => {
      const arm = 'baseline';
      return { id: cellId(id, arm, role), experiment: controlsName, group: id, arm, role, kind: name, setup, ...of };
    });
    const [baseline] = cells;
    if (baseline === undefined) continue;
    const slices = slicesLike(groups, name, profile);
    const group = {
      ...{
        id,
        experiment: controlsName,
        label,
        level: null,
        terms: commonTerms(cells, kind, slices * profile.slice.ms),
        cells,
        comparisons: [],
        notes: [],
      },
      ...{ slowdown: null, schedule: kind.schedule(setup), slices },
    };
    return joined(group, baseline, slowed);
  }
  return null;
}

/** As many as the group of its kind that has most of them, and no more than usual: it vouches for trials like these. */
function slicesLike(groups: readonly Group[], kind: string, { slice }: Profile): number {
  const own = groups.filter(
    ({ cells, schedule }) => schedule === 'interleaved' && cells.some((cell) => cell.kind === kind),
  );
  return own.length === 0 ? slice.turns : Math.min(slice.turns, Math.max(...own.map(({ slices }) => slices)));
}
