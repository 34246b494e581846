/**
 * The contract of a claim: what the Socket Programming HOWTO says, what is measured for it, and the predictions that decide. It
 * is declared before anything is measured, and stored with the plan (runner/result/claim.ts has the rule).
 */
import type { Claim } from '../../result/claim.ts';
import type { Read } from '../experiment.ts';
import type { ClaimWanted } from '../../trials/claim/setup.ts';

/** A situation that is looked at for the claim: a cell of the experiment `howto`, in a group of the claim's own. */
export interface ObservedArm {
  /** Unique in the claim. */
  readonly name: string;
  readonly setup: ClaimWanted;
}

/** A figure of the claim's own arms, or of a cell in a group that another experiment measures in its quick form. */
export interface Figure {
  /** Absent: one of the claim's own. */
  readonly from?: { readonly experiment: string; readonly group: string };
  readonly arm: string;
  /**
   * Arms of the same group whose counts are added: what is judged is the share in all of them together. Those that are not
   * there on this machine are left out. Of a share alone, and not of a figure that is compared `against` another one.
   */
  readonly pooledWith?: readonly [string, ...string[]];
  /** Of the claim's own arms: `share`, `durationNs`, `count`, `bytes` or `cpuNs`. */
  readonly metric: string;
}

export type ObservedMetric = 'share' | 'durationNs' | 'count' | 'bytes' | 'cpuNs';

/** See `Prediction` in runner/result/claim.ts. At least one of the bounds is given. */
export interface Predicted {
  readonly text: string;
  readonly of: Figure;
  readonly against?: Figure;
  readonly least?: number;
  readonly most?: number;
}

export interface DeclaredClaim extends Omit<Claim, 'predictions' | 'figures'> {
  /** What is looked at for it alone; empty where other experiments measure all of it. */
  readonly observed: readonly ObservedArm[];
  /**
   * What it looks at comes out alike every time, and its counts decide after so many rounds: it is not looked at in more. For
   * claims about shares alone; other figures need all rounds for an interval. Absent: in all.
   */
  readonly mostRounds?: number;
  /** What the metrics of these are, as a heading has it: `Connects refused` of `share`. Absent: there are none. */
  readonly figures?: Readonly<Partial<Record<ObservedMetric, string>>>;
  /** At most six: with more, eight rounds have no interval that covers all of them at once. */
  readonly predictions: readonly Predicted[];
}

/** `Quite a bit`, `much better`, `fast`: more than can be overlooked. As a factor, the same for all claims that compare. */
export const quiteABit = 1.25;

/** Label of the claim's own group. */
export function labelOf({ number, name }: Pick<Claim, 'number' | 'name'>): string {
  return `${number} ${name}`;
}

/** The experiment whose groups the claims' own are. */
export const experimentOfClaims = 'howto';

/** As a plan stores it. @throws Error for one that pools what has no counts */
export function storedClaim(declared: DeclaredClaim): Claim {
  const { observed: _, mostRounds: __, predictions, figures = {}, ...claim } = declared;
  const label = labelOf(declared);
  for (const { text, of, against } of predictions) {
    if ([of, against].some((figure) => figure?.pooledWith !== undefined && (figure.metric !== 'share' || against)))
      throw new Error(`claim ${label}, “${text}”: shares alone are pooled, and are compared with nothing`);
  }
  const reference = ({ from, arm, metric, pooledWith }: Figure) => ({
    group: from === undefined ? `${experimentOfClaims}/${label}` : `${from.experiment}/${from.group}`,
    arm,
    metric,
    ...(pooledWith === undefined ? {} : { pooledWith }),
  });
  return {
    ...claim,
    figures,
    predictions: predictions.map(({ text, of, against, least, most }) => ({
      text,
      of: reference(of),
      against: against === undefined ? null : reference(against),
      least: least ?? null,
      most: most ?? null,
    })),
  };
}

/** The cells of other experiments that it reads. */
export function readBy({ predictions }: DeclaredClaim): Read[] {
  const figures = predictions.flatMap(({ of, against }) => (against === undefined ? [of] : [of, against]));
  return figures.flatMap(({ from, arm, pooledWith = [] }) =>
    from === undefined ? [] : [arm, ...pooledWith].map((one) => ({ ...from, arm: one })),
  );
}
