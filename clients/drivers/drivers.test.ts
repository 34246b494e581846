/** What every driver promises (driver.ts), with Node's sockets at the other end. */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Dialled } from '../dial.ts';
import type { Driver, DriverSocket, SocketEvents } from './driver.ts';
import { driverNames, drivers } from './index.ts';

/** A connection, and all that was told of it. */
class Connection implements SocketEvents {
  readonly told: string[] = [];
  readonly socket: DriverSocket;
  readonly readAtMs: number[] = [];
  received = Buffer.alloc(0);
  error: NodeJS.ErrnoException | undefined;
  onBytes: () => void = () => {};
  readonly #connected = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<void>();

  constructor(driver: Driver, where: Dialled) {
    this.socket = driver.connect(where, this);
  }

  /** Rejects where it cannot be had. */
  get connected(): Promise<void> {
    return this.#connected.promise;
  }

  /** Closed or lost. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  async receives(bytes: number): Promise<void> {
    while (this.received.length < bytes) await new Promise<void>((resolve) => (this.onBytes = resolve));
  }

  onConnect(): void {
    this.told.push('connect');
    this.#connected.resolve();
  }

  onRead(bytes: Uint8Array, atMs: number): void {
    if (this.told.at(-1) !== 'read') this.told.push('read');
    this.readAtMs.push(atMs);
    this.received = Buffer.concat([this.received, bytes]);
    this.onBytes();
  }

  onEnd(): void {
    this.told.push('end');
  }

  onError(error: NodeJS.ErrnoException): void {
    this.told.push('error');
    this.error = error;
    this.#connected.resolve();
    this.#over.resolve();
  }

  onClose(): void {
    this.told.push('close');
    this.#over.resolve();
  }
}

const supported = driverNames.filter((name) => drivers[name].supported.ok);
const many = Buffer.from(Array.from({ length: 8 << 20 }, (_, i) => i % 251));

describe.each(supported)('%s', (name) => {
  let driver: Driver;
  let server: Server;
  let where: { readonly host: string; readonly port: number };
  /** The server's ends, in the order of their coming. */
  let peers: Socket[];
  const folder = mkdtempSync(join(tmpdir(), 'echobench-'));

  const listen = async (host = '127.0.0.1'): Promise<void> => {
    server.listen(0, host);
    await once(server, 'listening');
    where = { host, port: (server.address() as AddressInfo).port };
  };
  const open = async (to: Dialled = where): Promise<{ readonly connection: Connection; readonly peer: Socket }> => {
    const accepted = once(server, 'connection');
    const connection = new Connection(driver, to);
    const [peer] = (await accepted) as [Socket];
    await connection.connected;
    return { connection, peer };
  };
  const echo = (peer: Socket): void => void peer.on('data', (bytes) => peer.write(bytes)).on('end', () => peer.end());

  beforeEach(async () => {
    driver = await drivers[name].open();
    peers = [];
    server = createServer({ allowHalfOpen: true }, (peer) => {
      peer.on('error', () => {});
      peers.push(peer);
    });
  });
  afterEach(() => {
    driver.close();
    server.close();
    for (const peer of peers) peer.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['127.0.0.1', '::1'])('carries bytes to and from %s, until both sides have ended', async (host) => {
    await listen(host);
    const startMs = performance.now();
    const { connection, peer } = await open();
    echo(peer);
    connection.socket.write(Buffer.from('hello'));
    await connection.receives(5);
    connection.socket.end(Buffer.from(', world'));
    await connection.over;
    expect(connection.received.toString()).toBe('hello, world');
    expect(connection.told.slice(0, 2)).toEqual(['connect', 'read']);
    expect(connection.told.slice(-2)).toEqual(['end', 'close']);
    const timesMs = [startMs, ...connection.readAtMs, performance.now()];
    expect(timesMs).toEqual(timesMs.toSorted((a, b) => a - b));
  });

  test('carries bytes through a Unix socket', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'echobench-')), 'socket');
    server.listen(path);
    await once(server, 'listening');
    const { connection, peer } = await open({ path });
    echo(peer);
    connection.socket.end(Buffer.from('hello'));
    await connection.over;
    expect([connection.received.toString(), connection.told]).toEqual(['hello', ['connect', 'read', 'end', 'close']]);
    rmSync(join(path, '..'), { recursive: true });
  });

  test('finds the server of a name, at whichever of its addresses it listens', async () => {
    await listen();
    const first = await open({ host: 'localhost', port: where.port });
    const second = await open({ host: 'localhost', port: where.port });
    expect([first.connection.told, second.connection.told]).toEqual([['connect'], ['connect']]);
    for (const { connection } of [first, second]) connection.socket.destroy();
  });

  test.runIf(process.platform === 'linux')('comes from the address that it is told to', async () => {
    await listen();
    const { connection, peer } = await open({ ...where, localAddress: '127.0.1.7' });
    expect(peer.remoteAddress).toBe('127.0.1.7');
    connection.socket.destroy();
  });

  test('after our end the peer can go on, and after its end we can', async () => {
    await listen();
    const ours = await open();
    ours.connection.socket.end(Buffer.from('first'));
    await once(ours.peer.resume(), 'end');
    ours.peer.write('behind the FIN');
    await ours.connection.receives(14);
    expect(ours.connection.told).toEqual(['connect', 'read']);
    ours.peer.end();
    await ours.connection.over;
    expect(ours.connection.told).toEqual(['connect', 'read', 'end', 'close']);

    const theirs = await open();
    let heard = '';
    theirs.peer.on('data', (bytes) => (heard += bytes.toString()));
    theirs.peer.end('last');
    await theirs.connection.receives(4);
    await expect.poll(() => theirs.connection.told).toEqual(['connect', 'read', 'end']);
    theirs.connection.socket.write(Buffer.from('still '));
    theirs.connection.socket.write(Buffer.from('here'));
    theirs.connection.socket.end();
    await Promise.all([theirs.connection.over, once(theirs.peer, 'close')]);
    expect([heard, theirs.connection.told.at(-1)]).toEqual(['still here', 'close']);
  });

  test('what the kernel has no room for is sent later, in order, and the FIN behind it', async () => {
    await listen();
    const { connection, peer } = await open();
    const chunks: Buffer[] = [];
    peer.on('data', (chunk: Buffer) => chunks.push(chunk)).pause();
    connection.socket.write(many);
    connection.socket.write(Buffer.from('and'));
    connection.socket.write(many);
    connection.socket.end(Buffer.from('end'));
    peer.resume();
    await once(peer, 'end');
    const sent = Buffer.concat([many, Buffer.from('and'), many, Buffer.from('end')]);
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
    expect(connection.told).toEqual(['connect']);
    peer.end();
    await connection.over;
    expect(connection.told).toEqual(['connect', 'end', 'close']);
  });

  test('what comes in large pieces is told whole', async () => {
    await listen();
    const { connection, peer } = await open();
    peer.end(many);
    connection.socket.end();
    await connection.over;
    expect(connection.received.equals(many)).toBe(true);
    expect(connection.told).toEqual(['connect', 'read', 'end', 'close']);
  });

  test('bytes may be changed when the next event is told', async () => {
    await listen();
    server.on('connection', echo);
    const all = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const connection = new Connection(driver, where);
        await connection.connected;
        const wire = Buffer.from([0, i]);
        // Every reply is followed by a request that is written over the last one.
        connection.onBytes = () => {
          wire[0] = connection.received.length / 2;
          if (connection.received.length < 40) connection.socket.write(wire);
          else connection.socket.end();
        };
        connection.socket.write(wire);
        return connection;
      }),
    );
    await Promise.all(all.map(({ over }) => over));
    for (const [i, { received, told }] of all.entries()) {
      expect([...received]).toEqual(Array.from({ length: 20 }, (_, n) => [n, i]).flat());
      expect(told.at(-1)).toBe('close');
    }
  });

  test('connections follow each other at once, each with events of its own', async () => {
    await listen();
    server.on('connection', echo);
    const rounds = 20;
    const follow = async (place: number): Promise<void> => {
      for (let round = 0; round < rounds; round++) {
        const connection = new Connection(driver, where);
        await connection.connected;
        connection.socket.end(Buffer.from(`${place}/${round}`));
        await connection.over;
        expect(connection.received.toString()).toBe(`${place}/${round}`);
        expect(connection.told).toEqual(['connect', 'read', 'end', 'close']);
      }
    };
    await Promise.all(Array.from({ length: 30 }, (_, place) => follow(place)));
  });

  test('nothing is told of a connection that was destroyed, by whomever and whenever', async () => {
    await listen();
    const pairs: Awaited<ReturnType<typeof open>>[] = [];
    for (let i = 0; i < 10; i++) pairs.push(await open());
    const early = new Connection(driver, where);
    early.socket.destroy();
    const lost = new Connection(driver, { host: '127.0.0.1', port: 1 });
    lost.socket.destroy();
    // All have something to hear, and the first that hears something destroys all.
    for (const { connection } of pairs) {
      connection.onBytes = () => {
        for (const one of pairs) one.connection.socket.destroy();
      };
    }
    for (const { peer } of pairs) peer.write('x');
    const gone = (peer: Socket) => new Promise((resolve) => peer.resume().on('end', resolve).on('error', resolve));
    await Promise.all(pairs.map(({ peer }) => gone(peer)));
    expect(pairs.filter(({ connection }) => connection.told.includes('read'))).toHaveLength(1);
    expect(pairs.flatMap(({ connection }) => connection.told.slice(1))).toEqual(['read']);
    expect([early.told, lost.told]).toEqual([[], []]);
  });

  test('a reset is the last that is told', async () => {
    await listen();
    const { connection, peer } = await open();
    peer.resetAndDestroy();
    await connection.over;
    expect([connection.told, connection.error?.code]).toEqual([['connect', 'error'], 'ECONNRESET']);
    connection.socket.write(Buffer.from('too late'));
    connection.socket.end();
    await new Promise(setImmediate);
    expect(connection.told).toEqual(['connect', 'error']);
  });

  test('writing to who is gone is told as an error', async () => {
    await listen();
    const { connection, peer } = await open();
    peer.destroy();
    await expect.poll(() => connection.told).toEqual(['connect', 'end']);
    connection.socket.write(Buffer.from('one makes it answer with a reset'));
    await expect
      .poll(() => {
        connection.socket.write(Buffer.from('x'));
        return connection.told.at(-1);
      })
      .toBe('error');
    expect(connection.error?.code).toMatch(/^(EPIPE|ECONNRESET)$/);
  });

  const unreachable: readonly (readonly [string, () => Dialled, RegExp])[] = [
    ['ECONNREFUSED', () => where, /^connect ECONNREFUSED 127\.0\.0\.1:\d+$/],
    ['ENOENT', () => ({ path: join(folder, 'nowhere') }), /^connect ENOENT \/.*nowhere$/],
    ['EADDRNOTAVAIL', () => ({ ...where, localAddress: '192.0.2.1' }), /EADDRNOTAVAIL/],
    ['ENOTFOUND', () => ({ host: 'nowhere.invalid', port: 1 }), /ENOTFOUND nowhere\.invalid$/],
  ];
  test.each(unreachable)(
    '%s: who cannot be reached is told of later, and leaves nothing behind',
    async (code, to, message) => {
      await listen();
      server.close();
      await once(server, 'close');
      const openNow = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
      const before = openNow();
      const connection = new Connection(driver, to());
      expect(connection.told).toEqual([]);
      await connection.over;
      expect(connection.told).toEqual(['error']);
      expect(connection.error).toMatchObject({ code: expect.stringMatching(new RegExp(`^(${code}|EAI_AGAIN)$`)) });
      if (connection.error?.code === code) expect(connection.error.message).toMatch(message);
      await expect.poll(openNow).toBeLessThanOrEqual(before);
    },
  );
});

test('the client tells how it makes its calls: one socket at a time while an open loop is paced', async () => {
  for (const name of driverNames.filter((one) => drivers[one].supported.ok)) {
    expect(await drivers[name].socketCalls(false)).not.toBe('');
    if (name === 'epoll') expect(await drivers[name].socketCalls(true)).toBe('a system call for each');
  }
});
