/** Whether an address is the one of the machine that is meant. */
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { listenOnce, whyUnreached } from './reach.ts';

test('a word that was said there is heard here, once', async () => {
  const port = await listenOnce('127.0.0.1', 'word');
  expect(await whyUnreached('127.0.0.1', port, 'word')).toBeNull();
  expect(await whyUnreached('127.0.0.1', port, 'word')).toBe('ECONNREFUSED');
});

test('another machine that has the same address here says something else', async () => {
  const other = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  expect(await whyUnreached('127.0.0.1', (other.address() as AddressInfo).port, 'word')).toBe(
    'another machine answered',
  );
  other.close();
});

test('an address that is none of its own cannot be listened on', async () => {
  await expect(listenOnce('203.0.113.9', 'word')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
});
