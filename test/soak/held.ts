/** Ten thousand connections at once, every one of them in a closed loop, made by the load client. */
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { models } from '../../servers/models/index.ts';
import { formatQuantity } from '../../runner/report/text/format.ts';
import { binaryBytes, nanoseconds, ratePerSecond } from '../../runner/result/quantity.ts';
import { usageOf } from '../conformance/subject.ts';
import { ProgramUnderTest } from '../programs/program-under-test.ts';
import type { Part } from './part.ts';

const seconds = 30;

export const held: Part = {
  name: 'held',
  of: 'models',
  title: `held in a closed loop of ${seconds} s without a failed exchange`,
  size: 10_000,
  unit: 'connections',
  limitMs: 120_000,
  applies: (model) => models[model].supports({ transport: 'tcp', connections: held.size }),
  async run(subject, size) {
    const { server, endpoint } = await subject.start();
    await using client = new ProgramUnderTest('clients/main.ts', [
      ...['--connect', formatEndpoint(endpoint), '--framing', 'length-u32', '--connections', String(size)],
      ...['--duration', `${seconds}s`, '--warmup', `${size}req,5s`, '--control', 'stdin'],
    ]);
    const failure = (line: object): string | undefined => ('message' in line ? String(line.message) : undefined);
    const warm = await client.line();
    const slice = warm.event === 'failure' ? warm : await client.ask(`go ${seconds * 1000}`);
    const failed = failure(slice);
    if (failed !== undefined) return { failures: [failed], figures: {} };
    const { rssBytes, connectionsPerWorker } = await usageOf(server);
    const report = await client.ask('stop');
    const perConnection = (report['evidence'] as { messagesPerConnection: readonly number[] }).messagesPerConnection;
    const { p99Ns = 0 } = (report['serviceTime'] ?? {}) as { p99Ns?: number };
    const open = connectionsPerWorker.reduce((sum, one) => sum + one, 0);
    return {
      failures: open === size ? [] : [`${open} of ${size} connections are open at the end`],
      figures: {
        rate: formatQuantity(Number(report['messagesPerSecond']), ratePerSecond),
        'p99 service time': formatQuantity(p99Ns, nanoseconds),
        'exchanges per connection': `${Math.min(...perConnection)}–${Math.max(...perConnection)}`,
        'per worker': connectionsPerWorker.join(' '),
        memory: formatQuantity(rssBytes, binaryBytes),
      },
    };
  },
};
