import { describe, expect, test } from 'vitest';
import { observing } from '../test/observing.ts';
import { asciiOrBinary } from './ascii-or-binary.ts';

describe('a thousand integers', () => {
  test('that are 0 or 1 take two bytes each in ASCII, and all are shorter so', async () => {
    await using open = await observing(asciiOrBinary, { values: 'zero-or-one', form: 'ascii' });
    const { bytes, share, cpuNs } = await open.observe(1);
    expect(bytes).toBe(2000);
    expect(share).toEqual({ events: 1000, of: 1000 });
    expect(cpuNs).toBeGreaterThan(0);
  });

  test.each([4, 8])('take %i bytes each in binary, whatever they are', async (width) => {
    await using open = await observing(asciiOrBinary, { values: 'uniform-32-bit', form: 'binary', width });
    expect((await open.observe(1)).bytes).toBe(1000 * width);
  });

  test('that are timestamps take seventeen bytes each in ASCII, and none is shorter so', async () => {
    await using open = await observing(asciiOrBinary, { values: 'timestamps', form: 'ascii' });
    const { bytes, share } = await open.observe(1);
    expect(bytes).toBe(17_000);
    expect(share).toEqual({ events: 0, of: 1000 });
  });
});

test.each([
  [{ values: 'large' }, '--set values'],
  [{ form: 'hexadecimal' }, '--set form'],
  [{ width: 5 }, '--set width=5: use 4 or 8 bytes'],
  [{ values: 'timestamps', width: 4 }, '--set width=4: timestamps do not fit'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(asciiOrBinary, parameters)).rejects.toThrow(message);
});
