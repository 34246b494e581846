/** What the loads of server trials leave open, said only of the experiments that have them, in Markdown. */
import { controlsName, type Plan } from '../../result/plan.ts';
import { plain } from './text.ts';

interface LoadNote {
  /** Of loads as setups have them. */
  readonly shapes: readonly string[];
  /** @param where ` in Overload`; empty where all experiments with a load have such a one */
  readonly text: (where: string) => string;
  /** The same in a few words, for a list within a sentence. */
  readonly brief: (where: string) => string;
}

const notes: readonly LoadNote[] = [
  {
    shapes: ['closed', 'churn'],
    text: (where) =>
      `How long users wait${where}: the load is a closed loop at saturation. A latency at a given arrival rate needs an open loop.`,
    brief: (where) => `how long users wait${where}, since the load is a closed loop`,
  },
  {
    shapes: ['open', 'objective'],
    text: (where) =>
      `What other arrivals than those of the open loop would do${where}: requests come at random instants, independent of one another (a Poisson process), over connections that are open already. Users come in bursts, open new connections, give up or ask again. Nor does a response time at one rate tell that at a higher one.`,
    brief: (where) =>
      `bursts, users who give up, or new connections${where}: requests come at random instants over open connections`,
  },
];

type Loads = Pick<Plan, 'experiments' | 'groups'>;

export function loadLimits(plan: Loads): string[] {
  return limitsIn(plan, ({ text }) => text);
}

export function briefLoadLimits(plan: Loads): string[] {
  return limitsIn(plan, ({ brief }) => brief);
}

function limitsIn({ experiments, groups }: Loads, words: (note: LoadNote) => LoadNote['text']): string[] {
  const loaded = experiments
    .filter(({ name }) => name !== controlsName)
    .map(({ name, title }) => ({ title, shapes: shapesIn(groups.filter(({ experiment }) => experiment === name)) }))
    .filter((one) => notes.some((note) => isOf(note, one.shapes)));
  return notes.flatMap((note) => {
    const those = loaded.filter((one) => isOf(note, one.shapes));
    if (those.length === 0) return [];
    const isEverywhere = those.length === loaded.length;
    return [words(note)(isEverywhere ? '' : ` in ${those.map(({ title }) => plain(title)).join('; ')}`)];
  });
}

function isOf({ shapes }: LoadNote, found: ReadonlySet<string>): boolean {
  return shapes.some((shape) => found.has(shape));
}

function shapesIn(groups: Plan['groups']): Set<string> {
  const setups = groups.flatMap(({ cells }) => cells.map(({ setup }) => setup));
  return new Set(
    setups.flatMap(({ load }) =>
      typeof load === 'object' && load !== null && 'shape' in load && typeof load.shape === 'string'
        ? [load.shape]
        : [],
    ),
  );
}
