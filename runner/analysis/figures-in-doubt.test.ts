/** Figures of which some trials have too few samples: shown with a wider interval, or withheld with the reason. */
import { describe, expect, test } from 'vitest';
import { analysed, madeUpResult, type ResultOptions } from '../../test/made-up-result.ts';
import type { Analysis, Row } from './analysis.ts';

const analysisOf = (experiment: 'models' | 'latency', options: ResultOptions) =>
  analysed(madeUpResult({ ...options, experiments: [experiment] }));
/** In the first group. */
const row = ({ experiments }: Analysis, arm: string): Row => {
  const found = experiments[0]?.groups[0]?.rows.find(({ cell }) => cell.arm === arm);
  if (found === undefined) throw new Error(`no row ${arm}`);
  return found;
};
const models = (options: ResultOptions) => analysisOf('models', options);

/** In so many rounds an observation tells nearly nothing: of one arm, or of all. */
const lackingIn = (rounds: number, of?: string): ResultOptions => ({
  values: ({ arm }, round) => ({ effectiveShare: round < rounds && (of ?? arm) === arm ? 1e-4 : 0.25 }),
});

describe('a figure that a trial has no number for', () => {
  const p99 = (lacking: number) => {
    const { figures, withheld } = row(models(lackingIn(lacking)), 'thread-pool-handoff');
    return { figure: figures.get('serviceTimeP99Ns'), why: withheld.get('serviceTimeP99Ns') };
  };

  test('is shown where every trial has it', () => {
    expect(p99(0)).toMatchObject({ figure: { n: 8 }, why: undefined });
  });

  test('is withheld with the reason where none has it', () => {
    expect(p99(8)).toEqual({
      figure: undefined,
      why: expect.stringMatching(/^the smallest trial had \d+ of the 1,000 independent samples it takes$/),
    });
  });

  test('stays among the others where at most a quarter of the rounds lack it, and the interval is wider for it', () => {
    const [all, some] = [0, 2].map(p99);
    expect(some).toMatchObject({ figure: { value: all?.figure?.value, n: 8 }, why: undefined });
    const values = some?.figure?.values ?? [];
    // Six rounds without doubt: k = 1.
    expect(some?.figure?.interval).toEqual({ low: Math.min(...values), high: Math.max(...values) });
    expect(all?.figure?.interval?.low).toBeGreaterThan(Math.min(...values));
  });

  test('says why rounds are in doubt, and of no metric that has none', () => {
    const found = row(models(lackingIn(1)), 'thread-pool-handoff');
    expect([...found.doubtful]).toContainEqual([
      'serviceTimeP99Ns',
      expect.stringMatching(/^the smallest trial had \d+ of the 1,000 independent samples it takes$/),
    ]);
    expect(found.doubtful.has('messagesPerSecond')).toBe(false);
    expect(row(models({}), 'thread-pool-handoff').doubtful).toEqual(new Map());
  });

  test('is withheld for all where more lack it: leaving those out would prefer the others', () => {
    expect(p99(3)).toEqual({
      figure: undefined,
      why: expect.stringMatching(
        /^the smallest trial had \d+ of the 1,000 independent samples it takes \(no value in 3 of 8 trials\)$/,
      ),
    });
  });

  test('p99.9 is described in the profiles that are long enough for it, and in no other', () => {
    const of = (profile: 'quick' | 'standard') => row(models({ profile }), 'event-loop');
    expect(of('standard').figures.get('serviceTimeP999Ns')).toMatchObject({ n: 10 });
    expect([...of('quick').figures.keys(), ...of('quick').withheld.keys()]).not.toContain('serviceTimeP999Ns');
  });
});

describe('a comparison', () => {
  const contrastOf = (options: ResultOptions, profile: 'quick' | 'standard' = 'quick') =>
    row(analysisOf('latency', { ...options, profile }), 'thread-offload').contrasts.get('responseP99Ns');

  test('rests on the rounds without doubt on either side', () => {
    const sound = contrastOf({});
    // Four comparisons: 98.75 % takes all of the eight rounds.
    expect(sound?.interval).not.toBeNull();
    for (const of of ['thread-offload', 'event-loop'])
      expect(contrastOf(lackingIn(1, of))).toMatchObject({
        value: sound?.value,
        n: 8,
        interval: null,
        verdict: 'inconclusive',
        note: '8 rounds, 1 of them in doubt, and a 98.8 % interval needs at least 8 without doubt',
      });
  });

  test('is none where a side has no figure', () => {
    for (const of of ['thread-offload', 'event-loop']) expect(contrastOf(lackingIn(3, of))).toBeUndefined();
  });
});
