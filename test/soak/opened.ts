/** Connections opened as fast as they go, one exchange each: none may be lost on the way to a worker. */
import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import { formatQuantity } from '../../runner/report/text/format.ts';
import { ratePerSecond } from '../../runner/result/quantity.ts';
import { atMost, model, untilUsage } from '../conformance/subject.ts';
import { payload, wire } from '../conformance/wire.ts';
import { always, type Part, type TcpEndpoint } from './part.ts';

const request = wire('length-u32', [payload(64)]);
const atOnce = 128;
/** Models with a worker for each connection open as many as they do in this time. */
const longestMs = 60_000;
/** Of even, for models whose acceptor deals connections out in turn. */
const mostUneven = 0.1;
/** A closed connection’s port rests for a minute (TIME_WAIT); addresses enough, and finding a free one stays quick. */
const sources = 64;

export const opened: Part = {
  name: 'opened',
  of: 'models',
  title: 'opened as fast as they go, one exchange each, without an error',
  size: 20_000,
  unit: 'connections',
  limitMs: 120_000,
  applies: always,
  async run(subject, size) {
    const { server, endpoint } = await subject.start();
    const startMs = performance.now();
    const errors = new Map<string, number>();
    let next = 0;
    const openInTurn = async (): Promise<void> => {
      while (next < size && performance.now() - startMs < longestMs) {
        const how = await exchangeOnce(endpoint, next++);
        if (how !== 'right') errors.set(how, (errors.get(how) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atMost(atOnce, subject.model) }, openInTurn));
    const elapsedMs = performance.now() - startMs;
    const { accepted, acceptedPerWorker, messages, refused } = await untilUsage(
      server,
      (usage) => usage.accepted + usage.refused >= next,
    );
    const even = accepted / acceptedPerWorker.length;
    const uneven = Math.max(...acceptedPerWorker.map((one) => Math.abs(one / even - 1)));
    const isDealt = model(subject.model).dealsInTurn === true;
    return {
      failures: [
        ...[...errors].map(([what, count]) => `${count} × ${what}`),
        ...(refused === 0 ? [] : [`${refused} refused`]),
        ...(messages === next ? [] : [`the server counted ${messages} messages of ${next}`]),
        ...(isDealt && uneven > mostUneven ? [`connections per worker ${(uneven * 100).toFixed(0)} % off even`] : []),
      ],
      figures: {
        opened: next,
        rate: formatQuantity((next * 1000) / elapsedMs, ratePerSecond),
        errors: [...errors.values()].reduce((sum, count) => sum + count, 0),
        'per worker': model(subject.model).connectionLimit === undefined ? acceptedPerWorker.join(' ') : 'one each',
      },
    };
  },
};

/** Opens, exchanges, closes. */
async function exchangeOnce(endpoint: TcpEndpoint, nth: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const localAddress = `127.0.0.${1 + (nth % sources)}`;
  const socket = connect({ host: endpoint.host, port: endpoint.port, localAddress, noDelay: true });
  let reply = Buffer.alloc(0);
  let how = 'closed without a reply';
  socket.on('data', (chunk: Buffer) => {
    reply = Buffer.concat([reply, chunk]);
    if (reply.length < request.length) return;
    how = reply.equals(request) ? 'right' : 'a wrong reply';
    socket.end();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => (how = error.code ?? error.message));
  // The next one waits for the server's FIN: with a worker for each connection, those that end would pile up.
  socket.on('close', () => resolve(how));
  socket.write(request);
  return await promise;
}
