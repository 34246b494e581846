/** Which servers can be ready beside others without costing them anything. */
import { expect, test } from 'vitest';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { serverKind } from './kind.ts';
import { usual, type ServerWanted } from './setup.ts';

const busy = (connections: number) => ({ shape: 'closed', connections, depth: 1 }) as const;
const churn = { shape: 'churn', inProgress: 10, exchangesPerConnection: 1 } as const;

test.each<[string, Partial<ServerWanted>, 'interleaved' | 'sequential']>([
  ['one with load', {}, 'interleaved'],
  ['one without load: it is seen best when it is alone', { load: { shape: 'none' } }, 'sequential'],
  ['up to 64 workers', { model: 'thread-per-connection', load: busy(64) }, 'interleaved'],
  ['more workers, which wake up now and then', { model: 'thread-per-connection', load: busy(65) }, 'sequential'],
  [
    'workers of idle connections count as well',
    { model: 'process-per-connection', load: busy(1), idleConnections: 64 },
    'sequential',
  ],
  ['a pool of two has two, whatever the connections', { model: 'thread-pool-handoff', load: busy(512) }, 'interleaved'],
  [
    'response times need a window without a break',
    { load: { shape: 'open', connections: 64, ratePerSecond: 1000, share: null } },
    'sequential',
  ],
  [
    'and so does each rate of a search',
    { load: { shape: 'objective', connections: 64, objective: 'p99=5ms' } },
    'sequential',
  ],
  ['connections that are replaced', { load: churn }, 'interleaved'],
  [
    'workers that are replaced come later than a slice ends',
    { model: 'process-per-connection', load: churn },
    'sequential',
  ],
])('%s', (_, wanted, expected) => {
  const { setup } = serverKind.settle({ ...usual, ...wanted }, madeUpSite);
  expect(serverKind.schedule(setup)).toBe(expected);
});

test('what starts many workers starts alone, unless they come with the load', () => {
  const startsAlone = (wanted: Partial<ServerWanted>) =>
    serverKind.startsAlone(serverKind.settle({ ...usual, ...wanted }, madeUpSite).setup);
  expect(startsAlone({ model: 'thread-per-connection' })).toBe(true);
  expect(startsAlone({ model: 'thread-per-connection', load: churn })).toBe(false);
  expect(startsAlone({ model: 'thread-pool-handoff' })).toBe(false);
});
