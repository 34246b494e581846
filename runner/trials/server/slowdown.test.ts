/** How a known slowdown is put into a server. */
import { describe, expect, test } from 'vitest';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { nominalCalibration } from './calibration.ts';
import { settle } from './settle.ts';
import { usual, type ServerWanted } from './setup.ts';
import { slowable, slowed } from './slowdown.ts';

const { nsPerIteration, echoCpuNsPerMessage: echoNs } = nominalCalibration;
const slowedOf = (changes: Partial<ServerWanted>) =>
  slowed(settle({ ...usual, ...changes }, madeUpSite).setup, 0.1, madeUpSite);

describe('a server that works for a millisecond', () => {
  const setup = settle({ ...usual, work: { micros: 1000 } }, madeUpSite).setup;
  const slower = slowed(setup, 0.1, madeUpSite);

  test('is given so many rounds more that a message costs a tenth more in all', () => {
    expect(slower?.setup).toEqual({ ...setup, service: 'work:18354', workNsPerRequest: 18_354 * nsPerIteration });
    expect((echoNs + 18_354 * nsPerIteration) / (echoNs + 16_667 * nsPerIteration)).toBeCloseTo(1.1, 4);
  });

  test('says by how much its work is more, of the rounds it has', () => {
    expect(slower?.added).toBe(18_354 / 16_667 - 1);
  });

  test('costs one to three echoes beside its work', () => {
    expect(slower?.beside).toEqual({ least: echoNs, usual: 2 * echoNs, most: 3 * echoNs });
  });
});

test.each([{ work: { micros: 0 } }, { work: { micros: 999 } }, { work: { echoes: 30 } }])(
  'one with %j is not slowed: what was put in would be known too badly',
  (changes) => {
    expect(slowedOf(changes)).toBeNull();
  },
);

describe('where no experiment has such a server', () => {
  test('one is made that can be slowed, and runs here', () => {
    const { setup, unsupported } = settle(slowable(madeUpSite), madeUpSite);
    expect(unsupported).toBeNull();
    expect(slowed(setup, 0.1, madeUpSite)).not.toBeNull();
  });

  test.each([
    { ...madeUpSite, cpus: [0] },
    { ...madeUpSite, pinning: { ok: false, reason: 'not here' } as const },
  ])('also where processors cannot be divided', (here) => {
    expect(slowable(here).regime).toBe('whole-machine');
    expect(settle(slowable(here), here).unsupported).toBeNull();
  });
});
