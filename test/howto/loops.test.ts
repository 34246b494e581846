/**
 * The HOWTO's loops against what people write instead. Each split is brought about: the second part of the bytes is sent when the
 * reader has seen the first.
 */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../../native/availability.ts';
import type { Recv, Send } from './mysocket.ts';
import { onMessage, receiveNaively, sendNaively } from './naive-reader.ts';

const wire = Buffer.from('00005hello');

/** What a reader makes of the message when its bytes come in two parts. */
async function readInTwoParts(read: (recv: Recv) => Promise<Buffer>, firstBytes: number): Promise<string> {
  const { openConnection } = await import('./calls.ts');
  using connection = openConnection();
  const parts = [wire.subarray(0, firstBytes), wire.subarray(firstBytes)];
  const sendNext = async () => {
    const part = parts.shift();
    if (part !== undefined && part.length > 0) await connection.send(part);
  };
  await sendNext();
  const message = await read(async (most) => {
    const chunk = await connection.recv(most);
    await sendNext();
    return chunk;
  });
  return message.toString();
}

describe.skipIf(libcUnavailable !== null)('a length of 5 digits', async () => {
  const { receiveMessage } = await import('./mysocket.ts');

  test('that comes whole is read by one recv as well as by a loop', async () => {
    for (const firstBytes of [5, 6, 9, 10]) {
      expect(await readInTwoParts(receiveNaively, firstBytes)).toBe('hello');
      expect(await readInTwoParts(receiveMessage, firstBytes)).toBe('hello');
    }
  });

  test.each([1, 2, 3, 4])(
    'that comes in two parts, %i of them first, misleads one recv, and not a loop',
    async (firstBytes) => {
      expect(await readInTwoParts(receiveNaively, firstBytes)).toBe('');
      expect(await readInTwoParts(receiveMessage, firstBytes)).toBe('hello');
    },
  );

  test('that never comes in full is an error to the loop', async () => {
    const { openConnection } = await import('./calls.ts');
    using connection = openConnection();
    await connection.send(wire.subarray(0, 3));
    connection.endSending();
    await expect(receiveMessage(connection.recv)).rejects.toThrow('the connection ended in the middle of a message');
  });
});

describe.skipIf(libcUnavailable !== null)('more bytes than any buffer holds', async () => {
  const { receiveAll, sendAll } = await import('./mysocket.ts');
  const { openConnection } = await import('./calls.ts');
  const bytes = Buffer.alloc(1 << 26, 'howto');

  async function arrived(write: (send: Send, bytes: Buffer) => Promise<void>): Promise<Buffer> {
    using connection = openConnection();
    const writing = write(connection.send, bytes).then(() => connection.endSending());
    const chunks: Buffer[] = [];
    for (let chunk = await connection.recv(1 << 20); chunk.length > 0; chunk = await connection.recv(1 << 20)) {
      chunks.push(chunk);
    }
    await writing;
    return Buffer.concat(chunks);
  }

  test('are not all sent by one send', async () => {
    const { length } = await arrived(sendNaively);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(bytes.length);
  });

  test('are all sent by a loop', async () => {
    expect((await arrived(sendAll)).equals(bytes)).toBe(true);
  });

  test('are all received by a loop', async () => {
    using connection = openConnection();
    const [received] = await Promise.all([receiveAll(connection.recv, bytes.length), sendAll(connection.send, bytes)]);
    expect(received.equals(bytes)).toBe(true);
  });
});

describe('a reader that takes one chunk for one message', () => {
  /** Writes the parts one by one, each when the reader has taken what came before. */
  async function messagesOf(parts: readonly string[]): Promise<string[]> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    const messages: string[] = [];
    onMessage(socket, (message) => messages.push(message));
    for (const part of parts) {
      const taken = once(socket, 'data');
      peer.write(part);
      await taken;
    }
    const closed = once(server, 'close');
    peer.destroy();
    socket.destroy();
    server.close();
    await closed;
    return messages;
  }

  test('is right while one message at a time comes in one piece', async () => {
    expect(await messagesOf(['hello', 'world'])).toEqual(['hello', 'world']);
  });

  test('takes two parts of a message for two messages', async () => {
    expect(await messagesOf(['hel', 'lo'])).toEqual(['hel', 'lo']);
  });

  test('takes two messages that come together for one', async () => {
    expect(await messagesOf(['helloworld'])).toEqual(['helloworld']);
  });
});
