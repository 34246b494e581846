/** Caveats that follow from the conditions of a run: read from the setups of its stored plan, as its kinds of trials wrote them. */
import type { Analysis } from '../../analysis/analysis.ts';
import { controlsName, type Cell } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import { measuredTerms } from '../text/measured-conditions.ts';
import { count } from '../text/words.ts';

type Setup = Cell['setup'];

/** What limits the use of figures whose setups are so. */
interface SetupCaveat {
  readonly holds: (setup: Setup) => boolean;
  readonly text: string;
}

/** The one that limits most use first. */
const bySetup: readonly SetupCaveat[] = [
  {
    holds: ({ regime }) => regime === 'equal-budget',
    text: 'Equal budget: a server has one processor for all its threads and processes, which tells efficiency, not scaling.',
  },
  {
    holds: ({ path }) => path === 'loopback',
    text: 'Clients and servers shared one machine over loopback, without TLS: a network adds cost to both.',
  },
  {
    holds: ({ spins }) => spins === true,
    text: 'A channel that spins buys its short round trip with a whole processor at each end.',
  },
  {
    holds: ({ load }) => shapeOf(load) === 'closed',
    text: 'The load is a closed loop at saturation: it does not tell how long users wait.',
  },
];

export function conditionCaveats(result: ResultFile, analysis: Analysis): string[] {
  const setups = result.plan.groups
    .filter(({ experiment }) => experiment !== controlsName)
    .flatMap(({ cells }) => cells.map(({ setup }) => setup));
  const found = bySetup.flatMap(({ holds, text }) => (setups.some(holds) ? [text] : []));
  return [...machine(result), ...found.slice(0, 2), ...clientShare(analysis), ...found.slice(2)];
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

function shapeOf(load: unknown): unknown {
  return typeof load === 'object' && load !== null && 'shape' in load ? load.shape : null;
}
