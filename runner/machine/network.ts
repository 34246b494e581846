/** What this machine lets us build of a network: found out by doing it once, in a namespace that is gone afterwards. */
import { networkInterfaces, tmpdir } from 'node:os';
import type { Supported } from '../../protocol/framing/framing.ts';
import type { Run } from './environment.ts';
import { kernelFiles, type KernelFiles } from './kernel-files.ts';
import { namespaceRefusal, toolRefusal, type Try } from './network-refusals.ts';
import { networkToolVariables } from './network-tools.ts';
import { findOwnAddress, type Interfaces } from './own-address.ts';
import { judgeSocketPath } from './socket-file.ts';

export interface Network {
  /** How network namespaces are made: as root, or in a user namespace of our own. */
  readonly namespaces:
    | { readonly ok: true; readonly as: NamespacesAs }
    | { readonly ok: false; readonly reason: string };
  /** Whether segmentation offload of an interface can be turned off. */
  readonly offloads: Supported;
  /** A token bucket (tc-tbf(8)) and a delay (tc-netem(8)) on an interface. */
  readonly rate: Supported;
  readonly delay: Supported;
  /** An address of this machine that is not loopback; null: it has none. */
  readonly ownAddress: string | null;
  /** Whether the path of a socket in a folder for temporary files is short enough. */
  readonly sockets: Supported;
}

export type NamespacesAs = 'root' | 'user';

/** What of this machine a survey depends on, besides what it tries. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly interfaces: Interfaces;
  readonly files: KernelFiles;
  /** A folder. */
  readonly temporary: string;
}

/** Takes some 50 ms. Never fails: what cannot be had is told with its remedy. */
export async function surveyNetwork(run: Run, around: Surroundings = thisMachine()): Promise<Network> {
  return {
    ...(await surveyNamespaces(run, around)),
    ownAddress: findOwnAddress(around.interfaces),
    sockets: judgeSocketPath(around.temporary),
  };
}

function thisMachine(): Surroundings {
  return {
    platform: process.platform,
    isRoot: process.geteuid?.() === 0,
    interfaces: networkInterfaces(),
    files: kernelFiles,
    temporary: tmpdir(),
  };
}

type Links = Pick<Network, 'namespaces' | 'offloads' | 'rate' | 'delay'>;

/** How a program gets into a network namespace of its own: unshare(1). */
export const unshare = {
  root: ['unshare', '-n'],
  // As root of a user namespace, in which nobody but we ourselves is that.
  user: ['unshare', '-Urn'],
} as const satisfies Record<NamespacesAs, readonly string[]>;

async function surveyNamespaces(run: Run, { platform, isRoot, files }: Surroundings): Promise<Links> {
  if (platform !== 'linux')
    return nothing(`network namespaces are Linux’s, and this is ${platform}: measure these paths on Linux`);
  const refusals: string[] = [];
  // Root in a container may not make a namespace, and still a user namespace with one in it.
  for (const as of isRoot ? (['root', 'user'] as const) : (['user'] as const)) {
    const tried = await tryAll(run, as);
    if ('error' in tried) {
      refusals.push(namespaceRefusal(tried.error, files, isRoot));
      continue;
    }
    const reason = toolRefusal('enter', tried.tries, files) ?? toolRefusal('veth', tried.tries, files);
    if (reason === null) return linksOf(as, tried.tries, files);
    refusals.push(reason);
  }
  // What root is refused says more than what it is refused in a user namespace afterwards.
  return nothing(refusals[0] ?? '');
}

function linksOf(as: NamespacesAs, tries: readonly Try[], files: KernelFiles): Links {
  const judge = (name: Try['name']): Supported => {
    const reason = toolRefusal(name, tries, files);
    return reason === null ? { ok: true } : { ok: false, reason };
  };
  return { namespaces: { ok: true, as }, offloads: judge('offloads'), rate: judge('rate'), delay: judge('delay') };
}

function nothing(reason: string): Links {
  const refused = { ok: false, reason } as const;
  return { namespaces: refused, offloads: refused, rate: refused, delay: refused };
}

/** A line for each try: its name, the exit code, and what the tool said, on one line. */
const script = `
set -f
try() { name=$1; shift; said=$("$@" 2>&1 </dev/null); echo $name $? $said; }
try enter nsenter --version
try veth ip link add echobench-a type veth peer name echobench-b
try offloads ethtool -K echobench-a tso off gso off gro off
try rate tc qdisc add dev echobench-a root tbf rate 1mbit burst 32kb limit 64kb
try delay tc qdisc add dev echobench-b root netem delay 1ms
`;

async function tryAll(
  run: Run,
  as: NamespacesAs,
): Promise<{ readonly tries: readonly Try[] } | { readonly error: unknown }> {
  const [file, ...args] = [...unshare[as], 'sh', '-c', script] as const;
  let answer: string;
  try {
    answer = await run(file, args, networkToolVariables());
  } catch (error) {
    return { error };
  }
  const tries = answer.split('\n').flatMap((line) => {
    const [, name, code, said = ''] = /^(\w+) (\d+) ?(?:Error: )?(.*?)\.?$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name as Try['name'], exitCode: Number(code), said }];
  });
  return { tries };
}
