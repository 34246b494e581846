/**
 * What is the shortcut of loopback worth? The Socket Programming HOWTO ("Sockets and IPC") has it that binding to
 * localhost "takes a shortcut around a couple of layers of network code". One server and one client over every path that
 * this machine can make of its network, from a Unix socket to a bounded rate.
 */
import type { Network } from '../machine/network.ts';
import { paths, pathOf } from '../trials/paths/index.ts';
import type { Path } from '../trials/paths/path.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { isThorough, type Arm, type Experiment } from './experiment.ts';

/** The shortcut, what has no network in it, and a way that every segment has to go. */
const quickly: ReadonlySet<string> = new Set(['loopback', 'unix-socket', 'veth']);

const conditions = {
  '64 connections': { load: { shape: 'closed', connections: 64, depth: 1 }, payloadBytes: 64 },
  '1 connection': { load: { shape: 'closed', connections: 1, depth: 1 }, payloadBytes: 64 },
  // A megabyte in flight, so that there is always something to send.
  'streaming 64 KiB': { load: { shape: 'closed', connections: 1, depth: 16 }, payloadBytes: 65_536 },
} as const satisfies Record<string, Partial<ServerWanted>>;

export const pathsExperiment: Experiment<ServerWanted> = {
  name: 'paths',
  title: 'Network paths',
  question: 'What is the shortcut of loopback worth?',
  description: 'what loopback saves: Unix socket, veth pair with and without offload, bounded rate',
  isHeadline: true,
  kind: 'server',
  factor: { title: 'Path', plural: 'network paths' },
  baseline: 'loopback',
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage', 'roundTripNs', 'payloadBytesPerSecond'],
  summary: 'first',
  axis: null,
  precedent: null,
  slices: { quick: 4 },
  paths: 'arms',
  groups: (profile, { path = null, network }) => {
    const labels = isThorough(profile) ? Object.keys(conditions) : ['64 connections'];
    return labels.map((label) => ({
      label,
      level: null,
      arms: namesFor(isThorough(profile), path, network).map((name): Arm<ServerWanted> => ({
        name,
        setup: { ...usual, ...conditions[label as keyof typeof conditions], path: name },
        compared: true,
      })),
    }));
  },
};

/**
 * In the order of the catalogue; the one that the user named comes last. What this machine cannot measure takes no time, and
 * is named with the reason in every profile.
 */
function namesFor(all: boolean, own: string | null, network: Network | undefined): readonly string[] {
  const measured = Object.values<Path>(paths).flatMap((path) => {
    const chosen = pathOf(path);
    if (chosen === null) return [];
    const isMissing = network !== undefined && !path.available(network, chosen.argument).ok;
    return all || isMissing || quickly.has(chosen.name) ? [chosen.name] : [];
  });
  return own === null || measured.includes(own) ? measured : [...measured, own];
}
