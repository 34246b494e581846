/** Points 3 (large) and 4 of the contract: connections with much to say, and with nobody to listen. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { startServer, type ProgramUnderTest } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';
import { testedModels } from './selection.ts';
import { untilIdle, usageOf } from './subject.ts';
import { payload, wire } from './wire.ts';

const largestBytes = 16 << 20;

describe.each(testedModels)('%s, length-u32, tcp', (model) => {
  let server: ProgramUnderTest;
  let endpoint: Endpoint;

  beforeAll(async () => {
    ({ server, endpoint } = await startServer(model, ['--max-message-bytes', String(largestBytes)]));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('3. half-close with 16 MiB in one message, the client reading while it sends', async () => {
    using peer = await Peer.connect(endpoint);
    const larger = { maxMessageBytes: largestBytes, messageBytes: 64 };
    const message = wire('length-u32', [payload(largestBytes)], larger);
    peer.socket.end(message);
    const { bytes: received, ended } = await peer.rest();
    expect(ended).toBe('FIN');
    expect(received.equals(message)).toBe(true);
  });

  test('4. a reader that stops is not read from; memory stays bounded; later every byte is right', async () => {
    await untilIdle(server);
    using peer = await Peer.connect(endpoint);
    const message = wire('length-u32', [payload(65_536)]);
    // Whoever serves the connection is there: what grows from now on is what waits for the peer.
    expect(await peer.echoes(message)).toBe(true);
    peer.socket.pause();
    const before = await usageOf(server);
    // Writes until neither side's kernel takes more: the server no longer reads.
    let sent = 0;
    while (sent < 512 && (await peer.isTaken(message))) sent++;
    const after = await usageOf(server);
    expect(sent).toBeLessThan(512);
    expect(after.rssBytes - before.rssBytes).toBeLessThan(64 << 20);
    peer.socket.resume();
    // One more was handed over: the one that was not taken at once.
    for (let i = 0; i <= sent; i++) expect((await peer.receive(message.length)).equals(message)).toBe(true);
  });
});
