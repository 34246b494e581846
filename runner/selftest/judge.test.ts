/** The judge held to self-tests that are right, and to those in which something is wrong. */
import { describe, expect, test } from 'vitest';
import { madeUpSelftest } from '../../test/made-up-selftest.ts';
import type { SelftestFindings } from './judge.ts';

const seeds = [1, 2, 3];
const sound = seeds.map((seed) => madeUpSelftest({ seed }).findings);

function missed({ criteria }: SelftestFindings): string[] {
  return criteria.filter(({ isMet }) => !isMet).map(({ name }) => name);
}

describe('a sound method', () => {
  test('passes', () => {
    expect(sound.map(missed)).toEqual(seeds.map(() => []));
    expect(sound.every(({ isPassed }) => isPassed)).toBe(true);
    expect(sound.flatMap(({ shortened }) => shortened)).toEqual([]);
  });

  test('calls as many identical arms different as its intervals miss: 3.9 % with eight rounds', () => {
    const shares = sound.flatMap(({ identical: { metrics, planned } }) =>
      metrics.map(({ higher, lower }) => (higher.length + lower.length) / planned),
    );
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean).toBeGreaterThan(0.02);
    expect(mean).toBeLessThan(0.06);
  });

  test('is said to pass with a probability that takes into account what comparisons have in common', () => {
    const [{ identical } = sound[0] as SelftestFindings] = sound;
    expect(identical.allowed).toBe(16);
    expect(identical.sound.expected).toBeCloseTo(7.8, 0);
    expect(identical.sound.passes).toBeGreaterThan(0.98);
    // Of independent comparisons that would be 0.998.
    expect(identical.sound.passes).toBeLessThan(0.996);
    expect(identical.unsoundPasses).toBeCloseTo(0.21, 2);
  });

  test('finds slowdowns, as large as they were put in', () => {
    for (const { slowdowns } of sound) {
      for (const { difference, standardError, putIn, runs } of slowdowns.found) {
        expect(Math.abs(difference)).toBeLessThan(4 * standardError);
        for (const { alone } of runs) expect(Math.abs(alone.median - putIn.value)).toBeLessThan(0.02);
      }
      const [five, ten, twenty] = slowdowns.found.map(({ runs }) => runs.map(({ alone }) => alone.found));
      expect(ten?.every((share) => share > 0.99)).toBe(true);
      expect(twenty?.every((share) => share > 0.99)).toBe(true);
      // Quick sees less: fewer rounds, and more noise.
      expect(five?.[1]).toBeLessThanOrEqual(five?.[0] as number);
    }
  });
});

describe('is caught:', () => {
  test('one position of a block that costs 3 % more', () => {
    const { findings } = madeUpSelftest({ bias: (cell) => (cell.arm === 'same 10' ? 0.03 : 0) });
    expect(missed(findings)).toContain('identical arms, server processor time per message');
    const text = findings.criteria.map((one) => one.text).join('\n');
    expect(text).toMatch(/: missed by \d+$/m);
    const [, cpu] = findings.identical.metrics;
    expect(cpu?.higher.filter((cell) => cell.endsWith('same 10')).length).toBeGreaterThan(12);
  });

  test('a twin that costs 3 % more, which makes all arms look better', () => {
    const { findings } = madeUpSelftest({ bias: (cell) => (cell.role === 'twin' ? 0.03 : 0) });
    expect(missed(findings)).toContain('identical arms, throughput');
    const [throughput] = findings.identical.metrics;
    expect(throughput?.higher.length).toBeGreaterThan(3 * (throughput?.lower.length as number));
  });

  test('a slowdown that comes out 0.8 percentage points too large', () => {
    const { findings } = madeUpSelftest({
      bias: ({ slowdown }) => (slowdown?.asked === 0.1 ? Math.log(1.108 / 1.1) : 0),
    });
    expect(missed(findings)).toEqual(['known slowdown of +10 %, its size']);
    expect(findings.isPassed).toBe(false);
    expect(findings.criteria.at(-1)?.text).toMatch(/percentage points off, at most ±0\.5 allowed: missed by 0\.\d\d$/);
  });

  test('noise in which 10 % are not seen often enough', () => {
    const { findings } = madeUpSelftest({ noise: { block: 0.05, trial: 0.15 } });
    expect(missed(findings)).toContain('known slowdown of +10 %, found');
    const text = findings.criteria.find(({ name }) => name.endsWith('found'))?.text;
    expect(text).toMatch(
      /found in [\d.]+ % of the runs of standard \(10 rounds\), at least 90 % wanted: missed by [\d.]+ %$/,
    );
  });

  test('a slowdown that is none', () => {
    const { findings } = madeUpSelftest({ bias: ({ slowdown }) => (slowdown?.asked === 0.1 ? -Math.log(1.099) : 0) });
    expect(missed(findings)).toEqual(['known slowdown of +10 %, found', 'known slowdown of +10 %, its size']);
  });
});

describe('where trials are missing,', () => {
  test('a comparison without an interval is a criterion missed, since a method that cannot judge is not right', () => {
    const { findings } = madeUpSelftest({ fails: (cell, round) => cell.id.endsWith('block 1/same 1') && round < 3 });
    expect(missed(findings)).toEqual([
      'identical arms, throughput',
      'identical arms, server processor time per message',
    ]);
    expect(findings.criteria[0]?.text).toMatch(/1 without an interval: missed, since all have to be judged$/);
  });

  test('a round less is no obstacle', () => {
    const { findings } = madeUpSelftest({ fails: (cell, round) => cell.arm === 'same 2' && round === 0 });
    expect(missed(findings)).toEqual([]);
  });

  test('slowdowns that were measured in fewer rounds than a run has are not found', () => {
    const { findings } = madeUpSelftest({ fails: ({ slowdown }, round) => slowdown !== undefined && round > 6 });
    expect(findings.slowdowns.rounds).toBe(7);
    expect(missed(findings)).toContain('known slowdown of +10 %, found');
    expect(findings.criteria.map(({ text }) => text).join()).toContain(
      'cannot be told from 7 rounds, where a run of standard has 10',
    );
  });

  test('and none at all', () => {
    const { findings } = madeUpSelftest({ fails: () => true });
    expect(missed(findings)).toHaveLength(findings.criteria.length);
  });
});

test('a shortened one says that it proves nothing', () => {
  const { findings } = madeUpSelftest({ comparisons: 20, rounds: 12 });
  expect(findings.shortened).toEqual(['comparisons: 20 of 200', 'rounds with slowdowns: 12 of 40']);
});

test('the same trials give the same findings', () => {
  expect(JSON.stringify(madeUpSelftest().findings)).toBe(JSON.stringify(madeUpSelftest().findings));
});
