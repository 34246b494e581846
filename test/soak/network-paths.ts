/**
 * Network paths set up and taken down many times, and runners that are interrupted or killed meanwhile: nothing is left,
 * and it does not take long. As root or without is decided by who runs it.
 *
 *     npm run soak -- --part network-paths
 *     setpriv --reuid 65534 --regid 65534 --clear-groups npm run soak -- --part network-paths
 */
import { readFileSync } from 'node:fs';
import { findLeftovers, removeLeftovers } from '../../runner/machine/leftovers.ts';
import { surveyNetwork, type Network } from '../../runner/machine/network.ts';
import { formatQuantity } from '../../runner/report/text/format.ts';
import { milliseconds } from '../../runner/result/quantity.ts';
import { createRandom, type Random } from '../../protocol/random.ts';
import { parsePath } from '../../runner/trials/paths/index.ts';
import { capture } from '../../runner/trials/program.ts';
import { leftOfPaths } from '../programs/left-of-paths.ts';
import { ProgramUnderTest } from '../programs/program-under-test.ts';
import { pause, type PathPart } from './part.ts';

/** Those of one machine that are set up. */
export const builtPaths = ['unix-socket', 'veth', 'veth-offload', 'veth-rate:100', 'veth-delay:1'] as const;

const seed = 20_260_201;
const longestMs = 1000;
/** The kernel takes namespaces down in the background. */
const settledWithinMs = 10_000;
/** Those that the kernel has ready, or still keeps, come and go by some. */
const spareNamespaces = 30;

export const networkPaths: PathPart = {
  name: 'network-paths',
  of: 'paths',
  title:
    'up and down, and a quarter as many runners interrupted or killed meanwhile: nothing is left, and none takes 1 s',
  size: 200,
  unit: 'times',
  limitMs: 900_000,
  async applies(name) {
    const { path, argument } = parsePath('--path', name);
    return path.available(await surveyNetwork(capture), argument);
  },
  async run(name, size) {
    const network = await surveyNetwork(capture);
    const runners = [process.pid];
    const before = leftOfPaths(...runners);
    const namespacesBefore = namespacesInKernel();
    const upMs: number[] = [];
    const totalMs: number[] = [];
    for (let i = 0; i < size; i++) {
      const [up, total] = await upAndDown(name, network);
      upMs.push(up);
      totalMs.push(total);
    }
    const worst = Math.max(...totalMs);
    const random = createRandom(seed, name);
    for (let i = 0; i < size / 4; i++) runners.push(await interruptOne(name, 2 * median(totalMs), random));
    // A socket file is the one thing that a killed runner leaves, for `npm run doctor -- --clean`.
    const abandoned = await findLeftovers();
    await removeLeftovers(abandoned);
    const left = await whatIsLeft(runners, before, namespacesBefore);
    return {
      failures: [...left, ...(worst < longestMs ? [] : [`one took ${worst.toFixed(0)} ms`])],
      figures: {
        namespaces: network.namespaces.ok ? `as ${network.namespaces.as}` : 'none',
        'up, median': formatQuantity(median(upMs), milliseconds),
        'up and down, median': formatQuantity(median(totalMs), milliseconds),
        worst: formatQuantity(worst, milliseconds),
        interrupted: runners.length - 1,
        'folders cleaned': abandoned.abandoned.length,
        'namespaces in the kernel': `${namespacesBefore ?? '?'} → ${namespacesInKernel() ?? '?'}`,
      },
    };
  },
};

async function upAndDown(name: string, network: Network): Promise<readonly [upMs: number, totalMs: number]> {
  const { path, argument } = parsePath('--path', name);
  const startMs = performance.now();
  const open = await path.open(argument, { network, remote: null });
  const upMs = performance.now();
  await open[Symbol.asyncDispose]();
  return [upMs - startMs, performance.now() - startMs];
}

/**
 * A runner that sets the path up and takes it down all the time, ended by SIGINT or SIGKILL: within the time of two after
 * the first one, or, one in five, at any moment of its own start. Its pid.
 */
async function interruptOne(name: string, withinMs: number, random: Random): Promise<number> {
  const isStarting = random() < 0.2;
  const signal = random() < 0.5 ? 'SIGINT' : 'SIGKILL';
  const afterMs = random() * (isStarting ? 500 : withinMs);
  await using runner = new ProgramUnderTest('test/programs/path-runner.ts', [name, 'again']);
  if (!isStarting) await runner.line();
  await pause(afterMs);
  runner.child.kill(signal);
  await runner.end();
  return runner.child.pid ?? -1;
}

/** What is there that was not there before, when the kernel has had its time: a sentence for each. */
async function whatIsLeft(
  runners: readonly number[],
  before: readonly string[],
  namespacesBefore: number | null,
): Promise<readonly string[]> {
  const deadlineMs = performance.now() + settledWithinMs;
  for (;;) {
    const left = leftOfPaths(...runners).filter((line) => !before.includes(line));
    const namespaces = namespacesInKernel();
    const more = namespaces === null || namespacesBefore === null ? 0 : namespaces - namespacesBefore;
    if (left.length === 0 && more <= spareNamespaces) return [];
    if (performance.now() > deadlineMs) {
      const leaked = more <= spareNamespaces ? [] : [`${more} network namespaces stay in the kernel`];
      return [...left.map((line) => `${line} is left`), ...leaked];
    }
    await pause(100);
  }
}

/** All that it holds, with or without a name; null where only root may know (slabinfo(5)). */
function namespacesInKernel(): number | null {
  try {
    const objects = /^net_namespace\s+(\d+)/m.exec(readFileSync('/proc/slabinfo', 'utf8'))?.[1];
    return objects === undefined ? null : Number(objects);
  } catch {
    return null;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
