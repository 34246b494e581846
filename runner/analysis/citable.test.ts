import { describe, expect, test } from 'vitest';
import { suiteRun } from '../../test/made-up-run.ts';
import { citablesOf, slug } from './citable.ts';

describe('figures that can be cited', () => {
  const all = citablesOf(suiteRun(['models', 'compute', 'ipc', 'paths-models']).analysis);

  test('have an ID each, made of what words they are shown with', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('models/64-connections/thread-pool-handoff/throughput');
    expect(ids).toContain('compute/crossover/thread-pool-handoff');
  });

  test('can be typed into a shell', () => {
    for (const { id } of all) expect(id).toMatch(/^[a-z0-9-]+(\/[a-z0-9-]+)+$/);
  });
});

test.each([
  ['½ echo of work', '1-2-echo-of-work'],
  ['0 → 1', '0-1'],
  ['100 µs of work', '100-us-of-work'],
  ['64 KiB', '64-kib'],
  ['→', 'none'],
])('%s becomes %s', (text, id) => expect(slug(text)).toBe(id));
