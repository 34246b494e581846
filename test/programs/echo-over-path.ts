/** Two small programs at the ends of an open path, started in its places, that exchange messages over it. */
import type { Endpoint } from '../../protocol/endpoint.ts';
import { parseEndpoint } from '../../protocol/endpoint.ts';
import type { Traffic } from '../../runner/trials/paths/environment.ts';
import type { OpenPath } from '../../runner/trials/paths/path.ts';
import { trafficBetween } from '../../runner/trials/paths/traffic.ts';
import type { Place } from '../../runner/trials/place.ts';
import { Program } from '../../runner/trials/program.ts';

/** Echoes; a connection's address and its own endpoint are what it tells of. Ends with its input. */
const serverSource = `
  const { createServer } = require('node:net');
  const [listen] = process.argv.slice(1).map(JSON.parse);
  const say = (line) => console.log(JSON.stringify(line));
  process.stdin.on('end', () => process.exit(0)).resume();
  const server = createServer((socket) => {
    say({ event: 'accepted', from: socket.remoteAddress ?? null });
    socket.on('error', () => {}).pipe(socket);
  });
  server.listen(listen, () => {
    const bound = server.address();
    const endpoint = typeof bound === 'string' ? { kind: 'unix', path: bound } : { kind: 'tcp', host: bound.address, port: bound.port };
    say({ event: 'ready', endpoint });
  });`;

/** Sends so many messages, each when the one before has come back, on a connection that stays. Ends with its input. */
const clientSource = `
  const { connect } = require('node:net');
  const { readFileSync } = require('node:fs');
  const [to, messages, bytes] = process.argv.slice(1).map(JSON.parse);
  const say = (line) => console.log(JSON.stringify(line));
  process.stdin.on('end', () => process.exit(0)).resume();
  const message = Buffer.alloc(bytes, 7);
  let left = messages * bytes;
  const socket = connect(to, () => socket.write(message));
  socket.on('data', (data) => {
    left -= data.length;
    if (left === 0) say({ event: 'done', cpus: /Cpus_allowed_list:\\s*(\\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] });
    else if (left % bytes === 0) socket.write(message);
  });
  socket.on('error', (error) => say({ event: 'failed', message: error.message }));`;

export interface EchoOptions {
  readonly messages: number;
  readonly bytes: number;
  /** The client's; null: as it chooses. */
  readonly localAddress?: string;
  readonly cpus?: readonly number[];
}

/** Both programs run, and their connection is open, until it is disposed of. */
export interface Exchanged extends AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly server: Program;
  readonly client: Program;
  /** Through the client's interface. */
  readonly traffic: Traffic | null;
  /** The address that the server saw. */
  readonly from: unknown;
  /** Processors that the client may use, as the kernel has it. */
  readonly cpus: unknown;
}

/** @throws Error when a message does not come back */
export async function echoOver(path: OpenPath, options: EchoOptions): Promise<Exchanged> {
  if (!('listen' in path.server)) throw new Error('this path has a server already');
  await using held = new AsyncDisposableStack();
  const listen = nodeAddress(parseEndpoint('listen', path.server.listen, 'may-be-zero'));
  const server = held.use(await start('server', path.server.place, serverSource, [listen]));
  const endpoint = (await server.answer('ready'))['endpoint'] as Endpoint;
  const before = path.traffic();
  const { messages, bytes, localAddress, cpus } = options;
  const to = { ...nodeAddress(endpoint), ...(localAddress !== undefined && { localAddress }) };
  const client = held.use(await start('client', path.client.place, clientSource, [to, messages, bytes], cpus));
  const { cpus: allowed } = await client.answer('done');
  const { from } = await server.answer('accepted');
  const traffic = trafficBetween(before, path.traffic());
  const kept = held.move();
  const end = () => kept.disposeAsync();
  return { endpoint, server, client, traffic, from, cpus: allowed, [Symbol.asyncDispose]: end };
}

function nodeAddress(endpoint: Endpoint) {
  return endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
}

async function start(title: string, place: Place, source: string, args: readonly unknown[], cpus?: readonly number[]) {
  const command = ['-e', source, ...args.map((arg) => JSON.stringify(arg))];
  // Nothing of it is loaded from a file that could be compiled ahead.
  const runtime = { node: process.execPath, compileCache: '' };
  return await Program.start({ title, runtime, place, command, cpus: cpus ?? null });
}
