/** A server that somebody runs: how it is named, and what is known of the way to it. */
import { expect, test } from 'vitest';
import { startServer } from '../../../test/programs/program-under-test.ts';
import { formatEndpoint } from '../../../protocol/endpoint.ts';
import { thisMachine } from '../../machine/machine-reader.ts';
import { host } from './host.ts';
import { parsePath } from './index.ts';

const sources = { network: {} as never, remote: null };

test.each([
  ['host:192.0.2.7:8000', 'host:192.0.2.7:8000'],
  ['host:[2001:db8::7]:8000', 'host:[2001:db8::7]:8000'],
  ['host:far.example:08000', 'host:far.example:8000'],
])('%s is a path', (value, name) => {
  expect(parsePath('--path', value)).toMatchObject({ path: host, name });
});

test.each([
  'host:192.0.2.7',
  'host:192.0.2.7:0',
  'host:2001:db8::7:8000',
  'host:unix:/tmp/a.sock',
  'host:x:70000',
  'host::1',
])('%s is refused with what would do', (value) => {
  expect(() => parsePath('--path', value)).toThrow(
    `--path ${value}: use host:ADDRESS:PORT with the address of a server that runs, such as host:192.0.2.7:8000 or host:[2001:db8::7]:8000`,
  );
});

test('leads to the server that runs there, by the interface that its packets take, and tells of the client alone', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  await using path = await host.open(formatEndpoint(endpoint), sources);
  expect(path.server).toEqual({ running: endpoint });
  expect(path.traffic()).toMatchObject({ interface: 'lo' });
  expect(await path.describe(endpoint)).toMatchObject({ ends: [{ end: 'client', interface: 'lo' }], connection: null });
  expect(path.machine.processors).toBe(thisMachine.processors);
  await expect(path.machine.memory([1], 1)).rejects.toThrow(
    'nothing tells of the memory of a server that was started by hand',
  );
});

test('a name is looked up first, so that all that is said is of one machine', async () => {
  await using path = await host.open('localhost:8000', sources);
  expect(path.server).toEqual({
    running: { kind: 'tcp', host: expect.stringMatching(/^(127\.0\.0\.1|::1)$/), port: 8000 },
  });
  await expect(host.open('no-such-host.invalid:8000', sources)).rejects.toThrow(
    /^host:no-such-host\.invalid:8000: no address is known of no-such-host\.invalid \(\w+\); name the address itself$/,
  );
});
