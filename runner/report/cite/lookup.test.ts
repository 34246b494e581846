/** What a typed ID leads to. */
import { describe, expect, test } from 'vitest';
import { suiteRun } from '../../../test/made-up-run.ts';
import { find, type Found } from './lookup.ts';
import { statementsOf } from './statements.ts';

const statements = statementsOf(suiteRun(['models', 'compute']).analysis);
const idOf = (found: Found) => (found.kind === 'one' ? found.statement.id : found);
const group = 'models/64-connections';

test('every ID in full leads to what it is of', () => {
  for (const { id } of statements) expect(idOf(find(id, statements))).toBe(id);
});

test.each([
  ['without its metric to the primary one', `${group}/event-loop`, `${group}/event-loop/throughput`],
  ['in the words of a report', 'models/64 connections/event-loop/Throughput', `${group}/event-loop/throughput`],
  ['with a slash too many', `/${group}//event-loop/`, `${group}/event-loop/throughput`],
  ['to a crossover', 'compute/crossover/thread-pool-handoff', 'compute/crossover/thread-pool-handoff'],
])('an ID leads %s', (_, typed, id) => expect(idOf(find(typed, statements))).toBe(id));

test('a first part alone leads to all below it, and to nothing that only begins with the same letters', () => {
  const found = find('compute/crossover', statements);
  expect(found.kind === 'several' && found.statements.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['crossover']),
  );
  expect(find('compute/cross', statements)).toMatchObject({ kind: 'none', known: 'compute' });
});

describe('an unknown ID is told how far it leads, and at most five that are near', () => {
  test.each([
    ['a letter', `${group}/event-lop/throughput`, group, `${group}/event-loop/throughput`],
    ['a part of a name', 'models/64/threadpool-handoff', 'models', `${group}/thread-pool-handoff`],
    [
      'a metric that the run does not have',
      `${group}/event-loop/service-time-at-saturation-p99-9`,
      `${group}/event-loop`,
      `${group}/event-loop/service-time-at-saturation-p99`,
    ],
    ['all but the metric', 'throughput', null, 'controls/identical/throughput'],
  ])('%s', (_, typed, known, nearest) => {
    const found = find(typed, statements);
    if (found.kind !== 'none') throw new Error('it is unknown');
    expect(found.known).toBe(known);
    expect(found.nearest.length).toBeLessThanOrEqual(5);
    expect(found.nearest).toContain(nearest);
  });

  test('of what looks like none of them there is none', () => {
    expect(find('bla', statements)).toEqual({ kind: 'none', known: null, nearest: [] });
  });

  test('of a result in which nothing can be cited there is none', () => {
    expect(find('models', [])).toEqual({ kind: 'none', known: null, nearest: [] });
  });
});
