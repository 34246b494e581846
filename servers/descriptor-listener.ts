/** A listening socket of our own, and the end of it. What acceptor.ts is for Node's sockets. */
import { lookup } from 'node:dns/promises';
import { rmSync } from 'node:fs';
import { boundEndpoint, openListener, type Waiting } from '../native/sockets.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { backlog, explain } from './acceptor.ts';

export interface DescriptorListener {
  /** Whoever accepts closes it. */
  readonly fd: number;
  readonly endpoint: Endpoint;
  /** Takes the name of a Unix socket away, as Node does. After the descriptor was closed. */
  readonly unlink: () => void;
}

/** @throws UserError when the address cannot be had. */
export async function listenThroughLibc(endpoint: Endpoint, waiting: Waiting): Promise<DescriptorListener> {
  try {
    if (endpoint.kind === 'unix') {
      const fd = openListener(endpoint, backlog, waiting);
      return { fd, endpoint, unlink: () => rmSync(endpoint.path, { force: true }) };
    }
    const { address } = await lookup(endpoint.host);
    const fd = openListener({ ...endpoint, host: address }, backlog, waiting);
    return { fd, endpoint: boundEndpoint(fd), unlink: () => {} };
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, endpoint);
  }
}
