/**
 * As many connections as a server's descriptors allow, made by as few client processes as theirs allow: in a closed loop,
 * in which all of them have a request outstanding, and in an open one, in which a few have.
 */
import { readFileSync } from 'node:fs';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { formatQuantity } from '../../runner/report/text/format.ts';
import { binaryBytes, milliseconds, nanoseconds, ratePerSecond } from '../../runner/result/quantity.ts';
import { models } from '../../servers/models/index.ts';
import { usageOf } from '../conformance/subject.ts';
import { ProgramUnderTest, type JsonLine } from '../programs/program-under-test.ts';
import type { Part } from './part.ts';

const windowMs = 5000;
const openRate = 5000;
/** Of one client process; the rest of its descriptors is for all else that it opens. */
const mostOfOne = 10_000;

export const manyConnections: Part = {
  name: 'many-connections',
  of: 'models',
  title: `from one client process per ${mostOfOne}, in a closed loop and in an open one at ${openRate}/s, without an error`,
  size: 19_000,
  unit: 'connections',
  limitMs: 120_000,
  applies: (model) => models[model].supports({ transport: 'tcp', connections: manyConnections.size }),
  async run(subject, size) {
    const { server, endpoint } = await subject.start();
    const clients = Math.ceil(size / mostOfOne);
    const startClient = (connections: number) =>
      new ProgramUnderTest('clients/main.ts', [
        ...['--connect', formatEndpoint(endpoint), '--framing', 'length-u32', '--connections', String(connections)],
        ...['--clients', String(clients), '--control', 'stdin', '--hold'],
      ]);

    const serverAtRest = (await usageOf(server)).rssBytes;
    await using small = startClient(clients);
    const smallMs = await msToConnect(small);
    const clientAtRest = memoryOf(small);
    await small.ask('stop');

    await using client = startClient(size);
    const connectMs = (await msToConnect(client)) - smallMs;
    answered(await client.ask(`go ${windowMs}`));
    const closedReport = answered(await client.ask('warm'));
    const closed = answered(await client.ask(`go ${windowMs}`));
    const open = answered(await client.ask(`go ${windowMs} open:${openRate}`));
    const { sent, scheduled, unanswered } = open['open'] as Record<'sent' | 'scheduled' | 'unanswered', number>;
    const { rssBytes, connectionsPerWorker } = await usageOf(server);
    const clientBytes = memoryOf(client);
    const { p99Ns } = answered(await client.ask('stop'))['responseTime'] as { p99Ns?: number };
    const connected = connectionsPerWorker.reduce((sum, one) => sum + one, 0);
    const perConnection = (bytes: number) => formatQuantity(bytes / size, binaryBytes);
    return {
      failures: [
        ...(connected === size ? [] : [`${connected} of ${size} connections are open at the end`]),
        ...(unanswered === 0 ? [] : [`${unanswered} requests of the open loop had no reply`]),
        ...(Number(closedReport['messages']) > 0 ? [] : ['not one reply in the closed loop']),
      ],
      figures: {
        'connected within': formatQuantity(connectMs, milliseconds),
        'closed loop': formatQuantity((1000 * Number(closed['messages'])) / windowMs, ratePerSecond),
        'open loop, p99 response': p99Ns === undefined ? 'not claimed' : formatQuantity(p99Ns, nanoseconds),
        'sent ÷ scheduled': (sent / scheduled).toFixed(3),
        'memory of a connection, server': perConnection(rssBytes - serverAtRest),
        client: perConnection(clientBytes - clientAtRest),
      },
    };
  },
};

/** From starting it, so that two are to be subtracted. */
async function msToConnect(client: ProgramUnderTest): Promise<number> {
  const startMs = performance.now();
  answered(await client.line());
  return performance.now() - startMs;
}

/** @throws what the client says has failed */
function answered(line: JsonLine): JsonLine {
  if (line.event === 'failure') throw new Error(String(line['message']));
  return line;
}

/** Resident bytes of a client and of the processes that it has started. */
function memoryOf({ child: { pid } }: ProgramUnderTest): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ');
  return [String(pid), ...children]
    .filter((one) => one !== '')
    .map((one) => 1024 * Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${one}/status`, 'latin1'))?.[1] ?? 0))
    .reduce((sum, bytes) => sum + bytes, 0);
}
