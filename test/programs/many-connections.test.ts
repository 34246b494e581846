/** Two thousand connections from one client process, in a closed loop and in an open one: `npm run soak` has 19,000. */
import { expect, test } from 'vitest';
import { driverNames, drivers } from '../../clients/drivers/index.ts';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { models } from '../../servers/models/index.ts';
import { usageOf } from '../conformance/subject.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

const connections = 2000;
const carriers = driverNames.filter((name) => drivers[name].supported.ok);
const served = (['event-loop', 'epoll-loop'] as const).filter((name) => models[name].supports({ transport: 'tcp' }).ok);

test.each(carriers.flatMap((driver) => served.map((model) => [driver, model] as const)))(
  '%s holds them against %s, and has all replies',
  async (driver, model) => {
    const { server, endpoint } = await startServer(model);
    await using _ = server;
    await using client = new ProgramUnderTest('clients/main.ts', [
      ...['--connect', formatEndpoint(endpoint), '--framing', 'length-u32', '--driver', driver],
      ...['--connections', String(connections), '--control', 'stdin', '--hold'],
    ]);
    expect(await client.line()).toMatchObject({ event: 'connected' });
    const closed = await client.ask('go 300');
    expect(closed).toMatchObject({ event: 'slice' });
    expect(closed['messages']).toBeGreaterThan(0);
    const open = await client.ask('go 300 open:1000');
    expect(open).toMatchObject({ event: 'slice', open: { unanswered: 0 } });
    const { connectionsPerWorker } = await usageOf(server);
    expect(connectionsPerWorker).toEqual([connections]);
    const report = await client.ask('stop');
    expect(report).toMatchObject({ errors: 0 });
    const { messagesPerConnection } = report['evidence'] as { messagesPerConnection: readonly number[] };
    expect(messagesPerConnection).toHaveLength(connections);
  },
  30_000,
);
