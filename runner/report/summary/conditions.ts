/** Caveats that follow from the conditions of a run: read from the setups of its stored plan, as its kinds of trials wrote them. */
import type { Analysis } from '../../analysis/analysis.ts';
import { controlsName, type Cell } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import { measuredTerms } from '../text/measured-conditions.ts';
import { count } from '../text/words.ts';

type Setup = Cell['setup'];
type Groups = ResultFile['plan']['groups'];

/** What limits the use of figures whose setups are so. */
interface SetupCaveat {
  readonly holds: (setup: Setup) => boolean;
  /** What the caveat is about, and what it says of that. */
  readonly subject: string;
  readonly text: string;
}

/** The one that limits most use first. */
const bySetup: readonly SetupCaveat[] = [
  {
    holds: ({ path }) => path === 'loopback',
    subject: 'Loopback',
    text: 'clients and servers shared one machine, without TLS; a network adds cost to both.',
  },
  {
    holds: ({ spins }) => spins === true,
    subject: 'Spinning channels',
    text: 'one that spins buys its short round trip with a whole processor at each end.',
  },
  {
    holds: ({ load }) => shapeOf(load) === 'closed',
    subject: 'Closed loop',
    text: 'the load is at saturation and does not tell how long users wait.',
  },
];

/** What a server has in each regime, by the name that setups have for it. */
const regimes: Readonly<Record<string, { readonly has: string; readonly tells: string }>> = {
  'equal-budget': {
    has: 'a server has one processor for all its threads and processes',
    tells: 'which tells efficiency, not scaling',
  },
  'whole-machine': {
    has: 'a server may use every processor',
    tells: 'and so may a client on the same machine, which takes from it',
  },
};

export function conditionCaveats(result: ResultFile, analysis: Analysis): string[] {
  const groups = result.plan.groups.filter(({ experiment }) => experiment !== controlsName);
  const found = bySetup.flatMap(({ holds, subject, text }) => {
    const those = groups.filter(({ cells }) => cells.some(({ setup }) => holds(setup)));
    return those.length === 0 ? [] : [`${subject}${placesOf(those, groups, analysis)}: ${text}`];
  });
  const [first, ...others] = [...regimeCaveats(groups, analysis), ...found];
  return [
    ...machine(result),
    ...[first, others[0]].filter((one) => one !== undefined),
    ...clientShare(analysis),
    ...others.slice(1),
  ];
}

/**
 * `Equal budget: a server has one processor …`; of a run with several regimes why the answers to its questions may differ. They are
 * called what the terms of their groups call them.
 */
function regimeCaveats(groups: Groups, analysis: Analysis): string[] {
  const placed = groups.flatMap((group) => {
    const term = group.terms.find(({ name }) => name === 'regime');
    const regime = group.cells[0]?.setup['regime'];
    const words = typeof regime === 'string' && Object.hasOwn(regimes, regime) ? regimes[regime] : undefined;
    return term === undefined || words === undefined
      ? []
      : [{ group, title: term.text.replace(/ \(.*\)$/, ''), words }];
  });
  const all = [...Map.groupBy(placed, ({ title }) => title)].flatMap(([title, some]) => {
    const [first] = some;
    const where = placesOf(
      some.map(({ group }) => group),
      groups,
      analysis,
    );
    return first === undefined ? [] : [{ title, where, ...first.words }];
  });
  const [only] = all;
  if (only === undefined) return [];
  if (all.length === 1) return [`${capitalized(only.title)}${only.where}: ${only.has}, ${only.tells}.`];
  const said = all.map(({ title, where, has }) => `${title}${where}: ${has}`);
  return [`${capitalized(said.join('; '))}; so answers about one arm may differ.`];
}

/** ` (Concurrency models; Network paths)`: the questions, with the groups where not all of a question; nothing where it is all. */
function placesOf(some: Groups, all: Groups, { experiments }: Analysis): string {
  if (some.length === all.length) return '';
  const places = [...Map.groupBy(some, ({ experiment }) => experiment)].map(([name, own]) => {
    const title = experiments.find((experiment) => experiment.name === name)?.title ?? name;
    const isWhole = own.length === all.filter(({ experiment }) => experiment === name).length;
    return isWhole ? title : `${title}, ${own.map(({ label }) => label).join(', ')}`;
  });
  return ` (${places.join('; ')})`;
}

function machine({ environment }: ResultFile): string[] {
  const { processor, virtualization } = environment;
  if (virtualization === null) return [];
  return [
    `A virtual machine (${virtualization}) with ${count(processor.count, 'shared processor')}: ratios travel better than single figures.`,
  ];
}

/** What figures depend on though nobody chose it, such as the client's share of the processors. */
function clientShare({ experiments }: Analysis): string[] {
  const [first] = experiments.flatMap((experiment) =>
    measuredTerms(experiment).map(({ text }) => ({ text, title: experiment.title })),
  );
  if (first === undefined) return [];
  return [`${first.title}: ${first.text}, so that another client would give other ratios.`];
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function shapeOf(load: unknown): unknown {
  return typeof load === 'object' && load !== null && 'shape' in load ? load.shape : null;
}
