/** What decoders allocate, by V8's own count, and that the benchmark's processes answer. No speed is asserted. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { exchangesPerConnection } from '../protocol/framing/framing.ts';
import { framingNames, framings, type FramingName } from '../protocol/framing/index.ts';
import { chosen, testedFramings } from '../test/conformance/selection.ts';
import { memoryFlags, type Memory } from './memory.bench.ts';
import type { Speed } from './measure.bench.ts';
import type { Order } from './worker.bench.ts';

async function ask<Item extends Memory | Speed>(order: Order): Promise<readonly Item[]> {
  const execArgv = order.what === 'memory' ? memoryFlags : [];
  const worker = fork(new URL('worker.bench.ts', import.meta.url), { execArgv });
  worker.send(order);
  const [answer] = (await once(worker, 'message')) as [readonly Item[]];
  await once(worker, 'exit');
  return answer;
}

const many = testedFramings.filter((name) => exchangesPerConnection(framings[name]) > 1);

// The smallest object takes 16 bytes; a pass of 65,536 messages shows less than a tenth of that by other causes.
test.each(many)('%s: a message that comes whole allocates nothing', async (framing: FramingName) => {
  const spec = { framing, payloadSizes: [16], chunkings: ['message', '65536'], group: 0, isAlone: true } as const;
  const memories = await ask<Memory>({ what: 'memory', spec });
  const decoded = memories.filter(({ work, contents }) => work !== 'encode' && contents === 'printable');
  expect(decoded.map(({ work }) => work)).toEqual(['message', '65536']);
  for (const { heapBytesPerMessage, bufferBytesPerMessage } of framing === 'raw' ? decoded.slice(0, 1) : decoded) {
    expect(heapBytesPerMessage).toBeLessThan(2);
    expect(bufferBytesPerMessage).toBeLessThan(2);
  }
});

describe('every contestant finds every message', () => {
  test.each(chosen<FramingName>(framingNames, ['delimited', 'length-u32']))(
    'of %s, however the stream is cut',
    async (framing: FramingName) => {
      for (const group of [0, 1]) {
        const cells = { framing, payloadSizes: [1024], chunkings: ['2048', 'random'], group } as const;
        const speeds = await ask<Speed>({ what: 'speed', spec: { ...cells, round: group, sliceMs: 1 } });
        for (const { messagesPerSecond } of speeds) expect(messagesPerSecond).toBeGreaterThan(0);
      }
    },
  );
});
