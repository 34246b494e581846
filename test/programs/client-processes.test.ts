/** The processes of a load that several make: none of them is left when it has ended, however it came to. */
import { on, once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { driverNames, drivers } from '../../clients/drivers/index.ts';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { isAlive, ProgramUnderTest, startServer } from './program-under-test.ts';

const carriers = driverNames.filter((name) => drivers[name].supported.ok);

/** Those of the load against that address. Whoever started them may be gone. */
function membersOf(address: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && /\/member\.ts\0/.test(commandLine(name)))
    .filter((name) => commandLine(name).includes(`\0${address}\0`))
    .map(Number)
    .filter(isAlive);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has ended since the folder was listed.
    return '';
  }
}

function startClient(address: string, args: readonly string[], descriptors?: number): ProgramUnderTest {
  const load = ['--connect', address, '--framing', 'length-u32', '--clients', '2', '--duration', '500ms'];
  return new ProgramUnderTest('clients/main.ts', [...load, ...args], {}, descriptors);
}

async function expectNoneLeft(address: string): Promise<void> {
  await expect.poll(() => membersOf(address)).toEqual([]);
}

test.each(
  carriers.flatMap((driver) => [
    { driver, more: ['--connections', '200'] },
    { driver, more: ['--connections', '20', '--idle-connections', '190'] },
  ]),
)('one that fails to connect leaves none: $driver, $more', async ({ driver, more }) => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  const address = formatEndpoint(endpoint);
  await using client = startClient(address, ['--driver', driver, ...more], 80);
  expect(await client.line()).toMatchObject({ event: 'failure', phase: 'connect' });
  // They hold its stderr: it ends with the last of them.
  expect(await client.end()).toBe(1);
  await expectNoneLeft(address);
});

test.each(carriers)('one that is killed while it connects leaves none: %s', async (driver) => {
  // It never replies, so that its verification goes on for seconds.
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using client = startClient(address, ['--driver', driver, '--connections', '4']);
  const connections = on(server, 'connection');
  for (let members = 0; members < 2; members++) await connections.next();
  expect(membersOf(address)).toHaveLength(2);
  const startMs = performance.now();
  client.child.kill('SIGKILL');
  await client.end();
  await expectNoneLeft(address);
  // After ten seconds without a reply they would have ended of themselves.
  expect(performance.now() - startMs).toBeLessThan(9000);
  server.close();
});
