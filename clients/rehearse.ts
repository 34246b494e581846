/**
 * A verification that does not count, with an echo in this process: what a client does for the first time takes it
 * longer than a server needs for its first reply [6 ms, and then 0.5 ms, of which the server is to be seen].
 */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Driver } from './drivers/driver.ts';
import type { ExchangeSpec } from './exchange.ts';
import { verifyServer } from './verify.ts';

const rounds = 3;

export async function rehearse(driver: Driver, spec: ExchangeSpec, deadlineMs: number): Promise<void> {
  const echo = createServer({ allowHalfOpen: true }, (socket) => {
    // A connection that the rehearsal drops is not its concern; a wrong reply would be.
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  try {
    for (let round = 0; round < rounds; round++) {
      const endpoint = { kind: 'tcp', host: '127.0.0.1', port } as const;
      await verifyServer(driver, endpoint, { ...spec, service: { kind: 'echo' } }, deadlineMs);
    }
  } finally {
    echo.close();
  }
}
