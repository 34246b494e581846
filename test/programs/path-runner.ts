/**
 * What the runner does with a path, as a program that can be interrupted and killed: sets it up, exchanges messages over
 * it between two programs, and keeps all of this until its input ends; or, with `again`, sets it up and takes it down
 * without a pause. SIGINT and SIGTERM end it in order.
 *
 *     node test/programs/path-runner.ts veth once
 */
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { onInterrupt } from '../../native/interrupts.ts';
import { surveyNetwork } from '../../runner/machine/network.ts';
import { parsePath } from '../../runner/trials/paths/index.ts';
import { capture } from '../../runner/trials/program.ts';
import { echoOver } from './echo-over-path.ts';

const [name = '', mode] = process.argv.slice(2);
const controller = new AbortController();
const { signal } = controller;
const end = () => controller.abort();
onInterrupt(end);
const { path, argument } = parsePath('path', name);
const network = await surveyNetwork(capture);
const available = path.available(network, argument);

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function stayUp(): Promise<void> {
  await using open = await path.open(argument, { network, remote: null });
  await using exchanged = await echoOver(open, { messages: 20, bytes: 1000 });
  say({ event: 'exchanged', traffic: exchanged.traffic, as: network.namespaces });
  if (!signal.aborted) await once(signal, 'abort');
}

async function upAndDown(): Promise<void> {
  while (!signal.aborted) {
    await using _ = await path.open(argument, { network, remote: null });
    say({ event: 'up' });
    // Some paths are set up without waiting for anything.
    await setImmediate();
  }
}

if (available.ok) {
  process.stdin.on('end', end).resume();
  await (mode === 'again' ? upAndDown() : stayUp());
  process.stdin.destroy();
  say({ event: 'down' });
} else {
  say({ event: 'unavailable', reason: available.reason });
}
