/**
 * What the arms of an experiment can differ in. Their names are the levels as the command line spells them, with their
 * unit; a factor puts such a level into the conditions of a group, so that everything else stays the same for all arms.
 */
import { exchangesPerConnection } from '../../protocol/framing/framing.ts';
import { framings, type FramingName } from '../../protocol/framing/index.ts';
import type { Conditions } from './experiment.ts';

interface Factor {
  /** Heading of the arms in a table. */
  readonly title: string;
  /** Several arms in a sentence. */
  readonly plural: string;
  apply(arm: string, conditions: Conditions): Conditions;
}

export const factors = {
  model: {
    title: 'Model',
    plural: 'models',
    apply: (model, conditions) => ({ ...conditions, model }),
  },
  framing: {
    title: 'Framing',
    plural: 'framings',
    // A framing that ends a message with its connection has no other way to be served.
    apply: (framing, conditions) => {
      const most = exchangesPerConnection(framings[framing as FramingName]);
      return { ...conditions, framing, ...(Number.isFinite(most) && { exchangesPerConnection: most }) };
    },
  },
  receiveBuffer: {
    title: 'Receive buffer',
    plural: 'sizes',
    apply: (arm, conditions) => ({ ...conditions, receiveBufferBytes: Number.parseInt(arm, 10) }),
  },
} as const satisfies Record<string, Factor>;

export type FactorName = keyof typeof factors;
export const factorNames = Object.keys(factors) as readonly FactorName[];
