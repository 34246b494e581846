/**
 * The equivalence contract of the catalogue, with raw bytes over real sockets, over the registries: what every model
 * must do before it is timed. All points with length-u32 over TCP; points 1, 2, 3 and 5 for every framing, and over
 * Unix sockets where the model serves them.
 */
import { Buffer } from 'node:buffer';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ByteWriter } from '../../protocol/byte-writer.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { framingNames, framings, type FramingName } from '../../protocol/framing/index.ts';
import { modelNames, models } from '../../servers/models/index.ts';
import { startServer, type JsonLine, type ProgramUnderTest } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';

const maxMessageBytes = 1 << 20;
const limits = { maxMessageBytes, messageBytes: 64 };

/** All 256 byte values, whatever the length. */
function payload(bytes: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
}

function wire(framing: FramingName, payloads: readonly Buffer[]): Buffer {
  const out = new ByteWriter();
  const encode = framings[framing].createEncoder(limits);
  for (const one of payloads) encode(out, one, 0, one.length);
  return Buffer.from(out.view());
}

const transports = ['tcp', 'unix'] as const;
const cases = modelNames.flatMap((model) =>
  framingNames.flatMap((framing) =>
    transports
      .filter((transport) => models[model].supports({ transport }).ok)
      .map((transport) => ({ model, framing, transport })),
  ),
);

describe.each(cases)('$model, $framing, $transport', ({ model, framing, transport }) => {
  const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
  let server: ProgramUnderTest;
  let endpoint: Endpoint;

  beforeAll(async () => {
    const listen = transport === 'unix' ? `unix:${join(folder, 'socket')}` : '127.0.0.1:0';
    ({ server, endpoint } = await startServer(model, ['--framing', framing, '--listen', listen]));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  test('1. what is sent comes back', async () => {
    using peer = await Peer.connect(endpoint);
    for (const bytes of [0, 1, 64, 4096, 65_535, 1_000_000]) {
      if (!framings[framing].carries(bytes, limits).ok) continue;
      const message = wire(framing, [payload(bytes)]);
      peer.socket.write(message);
      expect((await peer.receive(message.length)).equals(message)).toBe(true);
    }
  });

  test('2. whatever the cuts: byte by byte, at every position, many in one write', async () => {
    const stream = wire(framing, [payload(5), payload(0), payload(9)]);
    using peer = await Peer.connect(endpoint);
    for (const byte of stream) await peer.send(Uint8Array.of(byte));
    expect(await peer.receive(stream.length)).toEqual(stream);
    for (let at = 1; at < stream.length; at++) {
      await peer.send(stream.subarray(0, at));
      await peer.send(stream.subarray(at));
      expect(await peer.receive(stream.length)).toEqual(stream);
    }
    const many = wire(
      framing,
      Array.from({ length: 5000 }, (_, i) => payload(i % 100)),
    );
    peer.socket.write(many);
    expect((await peer.receive(many.length)).equals(many)).toBe(true);
  });

  test('3. half-close: every pending reply, complete, then FIN', async () => {
    for (const bytes of [1, 100_000]) {
      using peer = await Peer.connect(endpoint);
      const stream = wire(
        framing,
        Array.from({ length: 20 }, () => payload(bytes)),
      );
      peer.socket.end(stream);
      const { bytes: received, ended } = await peer.rest();
      expect(ended).toBe('FIN');
      expect(received.equals(stream)).toBe(true);
    }
  });

  test.runIf(framings[framing].boundary !== 'none')(
    '5. a broken message ends its connection, after the replies before it, and no other',
    async () => {
      using bystander = await Peer.connect(endpoint);
      const good = wire(framing, [payload(10), payload(20)]);
      const tooLong = wireOver(framing);
      using over = await Peer.connect(endpoint);
      over.socket.write(Buffer.concat([good, tooLong]));
      expect(await over.rest()).toEqual({ bytes: good, ended: 'FIN' });
      using inside = await Peer.connect(endpoint);
      inside.socket.end(Buffer.concat([good, good.subarray(0, 1)]));
      expect(await inside.rest()).toEqual({ bytes: good, ended: 'FIN' });
      await bystander.send(good);
      expect(await bystander.receive(good.length)).toEqual(good);
    },
  );
});

/** A message one byte over the servers' limit. */
function wireOver(framing: FramingName): Buffer {
  const out = new ByteWriter();
  const encode = framings[framing].createEncoder({ ...limits, maxMessageBytes: maxMessageBytes + 1 });
  encode(out, payload(maxMessageBytes + 1), 0, maxMessageBytes + 1);
  return Buffer.from(out.view());
}

describe.each(modelNames)('%s, length-u32, tcp', (model) => {
  const framing: FramingName = 'length-u32';

  test('3. half-close with 16 MiB in one message, the client reading while it sends', async () => {
    const bytes = 16 << 20;
    const { server, endpoint } = await startServer(model, ['--max-message-bytes', String(bytes)]);
    await using _ = server;
    using peer = await Peer.connect(endpoint);
    const message = wire(framing, [payload(bytes)]);
    peer.socket.end(message);
    const { bytes: received, ended } = await peer.rest();
    expect(ended).toBe('FIN');
    expect(received.equals(message)).toBe(true);
  });

  test('4. a reader that stops is not read from; memory stays bounded; later every byte is right', async () => {
    const { server, endpoint } = await startServer(model);
    await using _ = server;
    using peer = await Peer.connect(endpoint);
    const message = wire(framing, [payload(65_536)]);
    // Whoever serves the connection is there: what grows from now on is what waits for the peer.
    await peer.send(message);
    await peer.receive(message.length);
    peer.socket.pause();
    const before = await server.ask('usage');
    // Writes until neither side's kernel takes more: the server no longer reads.
    let sent = 0;
    while (sent < 512 && (await accepted(peer, message))) sent++;
    const after = await server.ask('usage');
    expect(sent).toBeLessThan(512);
    expect(Number(after['rssBytes']) - Number(before['rssBytes'])).toBeLessThan(64 << 20);
    peer.socket.resume();
    // One more was handed over: the one that was not taken at once.
    for (let i = 0; i <= sent; i++) expect((await peer.receive(message.length)).equals(message)).toBe(true);
  });

  test('6. connections that are reset or dropped leave nothing behind', async () => {
    const { server, endpoint, pid } = await startServer(model);
    await using _ = server;
    const half = wire(framing, [payload(100)]).subarray(0, 50);
    const descriptors = () => readdirSync(`/proc/${pid}/fd`).length;
    await resetSome(endpoint, 20, half);
    await untilIdle(server);
    const before = descriptors();
    // Where each costs a thread or a process, hundreds at once are for the soak.
    await resetSome(endpoint, Math.min(200, models[model].standsIdleUpTo), half);
    await untilIdle(server);
    expect(descriptors()).toBeLessThanOrEqual(before + 2);
    using peer = await Peer.connect(endpoint);
    const message = wire(framing, [payload(64)]);
    await peer.send(message);
    expect(await peer.receive(message.length)).toEqual(message);
  });

  test('8. stop: open exchanges finish, idle connections get FIN, exit code 0', async () => {
    const { server, endpoint } = await startServer(model);
    await using _ = server;
    const message = wire(framing, [payload(1000)]);
    using idle = await Peer.connect(endpoint);
    using open = await Peer.connect(endpoint);
    for (const peer of [idle, open]) {
      await peer.send(message);
      await peer.receive(message.length);
    }
    await open.send(message.subarray(0, 500));
    server.say('usage');
    await server.line();
    server.say('stop');
    expect((await idle.rest()).ended).toBe('FIN');
    await open.send(message.subarray(500));
    expect(await open.rest()).toEqual({ bytes: message, ended: 'FIN' });
    open.socket.end();
    idle.socket.end();
    expect(await server.end()).toBe(0);
  });
});

describe.each(modelNames.filter((model) => models[model].isolates(2) > 1))('%s', (model) => {
  test('7. a worker that dies takes only its own connections with it, and is replaced', async () => {
    const { server, endpoint } = await startServer(model);
    await using _ = server;
    const message = wire('length-u32', [payload(64)]);
    const connect = async (): Promise<Peer> => {
      const peer = await Peer.connect(endpoint);
      await peer.send(message);
      await peer.receive(message.length);
      return peer;
    };
    using first = await connect();
    using second = await connect();
    using third = await connect();
    using fourth = await connect();
    server.say('kill-worker 0');
    // Connections go to the workers in turn: the first and the third to worker 0.
    await Promise.all([first.rest(), third.rest()]);
    for (const peer of [second, fourth]) {
      await peer.send(message);
      expect(await peer.receive(message.length)).toEqual(message);
    }
    // A socket that is handed to a worker in its last moment is one of its own; the others wait for the new worker.
    await until(server, (usage) => (usage['acceptedPerWorker'] as number[])[0] === 0);
    for (let i = 0; i < 6; i++) {
      using peer = await Peer.connect(endpoint);
      await peer.send(message);
      expect(await peer.receive(message.length)).toEqual(message);
    }
    const usage = await server.ask('usage');
    expect(usage['messages']).toBeGreaterThanOrEqual(8);
  });
});

/** Whether the kernel takes a message within 300 ms: it does not once both sides' buffers are full. */
async function accepted(peer: Peer, message: Buffer): Promise<boolean> {
  const taken = peer.send(message).then(() => true);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const deadline = setTimeout(() => resolve(false), 300);
  const answer = await Promise.race([taken, promise]);
  clearTimeout(deadline);
  return answer;
}

/** Opens connections that send part of a message; half of them are reset, half closed. */
async function resetSome(endpoint: Endpoint, count: number, part: Buffer): Promise<void> {
  const peers = await Promise.all(Array.from({ length: count }, () => Peer.connect(endpoint)));
  await Promise.all(peers.map((peer) => peer.send(part)));
  for (const [i, peer] of peers.entries()) {
    if (i % 2 === 0) peer.socket.resetAndDestroy();
    else peer.socket.destroy();
  }
}

/** Asks until the server has seen all its connections end. */
async function untilIdle(server: ProgramUnderTest): Promise<void> {
  await until(server, (usage) => (usage['connectionsPerWorker'] as number[]).every((open) => open === 0));
}

async function until(server: ProgramUnderTest, holds: (usage: JsonLine) => boolean): Promise<void> {
  while (!holds(await server.ask('usage')));
}
