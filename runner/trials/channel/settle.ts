/** From what an experiment asks of a channel to what runs here: which processors its ends are on. Pure but for `supports`. */
import type { Channel } from '../../../ipc/channel.ts';
import { channels, type ChannelName } from '../../../ipc/channels/index.ts';
import { whyNotCarried } from '../../../ipc/spec.ts';
import { relationOf, type ProcessorPlace } from '../../machine/topology.ts';
import type { Settled, Site } from '../kind.ts';
import type { ChannelSetup, ChannelWanted, CpuPair, Placement } from './setup.ts';

type Place = Pick<ChannelSetup, 'placement' | 'cpus'>;
type Processors = Pick<Site, 'cpus' | 'topology' | 'pinning'>;

export function settle({ ends, ...conditions }: ChannelWanted, site: Site): Settled<ChannelSetup> {
  const channel: Channel = channels[conditions.channel as ChannelName];
  const placed = place(ends, site);
  const setup = { ...conditions, placement: placed.placement, cpus: placed.cpus, spins: channel.spins };
  return {
    setup,
    unsupported: placed.reason ?? whyUnsupported(setup, channel),
    family: channel.family,
    classicName: null,
    source: `ipc/channels/${conditions.channel}.ts`,
  };
}

/** Processors for the two ends; `reason`: why there are none. */
export function place(ends: ChannelWanted['ends'], site: Processors): Place & { readonly reason: string | null } {
  const { cpus, topology, pinning } = site;
  const placement = typeof ends === 'string' ? ends : relationOf(topology, ...ends);
  if (ends === 'free') return { placement, cpus: null, reason: null };
  const cannot = (reason: string) => ({ placement, cpus: null, reason: `ends ${placement}: ${reason}` });
  if (!pinning.ok) return cannot(pinning.reason);
  if (typeof ends === 'string') {
    const found = pairOf(ends, site);
    return found === undefined ? cannot(whyNoPair(ends, topology)) : { placement, cpus: found, reason: null };
  }
  const missing = ends.find((cpu) => !cpus.includes(cpu));
  return missing === undefined
    ? { placement, cpus: ends, reason: null }
    : cannot(`programs may not use processor ${missing} here`);
}

/** The first of that kind, by number. */
function pairOf(placement: Exclude<Placement, 'free'>, { cpus, topology }: Processors): CpuPair | undefined {
  const pairs = cpus.flatMap((near) => cpus.map((far): CpuPair => [near, far]));
  return pairs.find(([near, far]) =>
    placement === 'apart' ? near !== far : relationOf(topology, near, far) === placement,
  );
}

function whyNoPair(placement: Exclude<Placement, 'free'>, topology: readonly ProcessorPlace[]): string {
  const tells = (what: 'core' | 'cache') => topology.some((processor) => processor[what] !== null);
  switch (placement) {
    case 'sibling':
      return tells('core')
        ? 'no core here has two threads that programs may use'
        : 'the kernel does not tell which processors are threads of one core';
    case 'near':
      return tells('cache') ? 'no two cores here share a cache' : untoldCaches;
    case 'far':
      return tells('cache') ? 'all processors here share a cache' : untoldCaches;
    case 'same':
    case 'apart':
      return 'there is one processor, and each end needs its own';
  }
}

const untoldCaches = 'the kernel does not tell which processors share a cache';

function whyUnsupported({ content, encoding, bytes }: ChannelSetup, channel: Channel): string | null {
  const supported = channel.supports();
  if (!supported.ok) return supported.reason;
  if (content === 'bytes' && bytes > channel.largestBytes)
    return `it carries at most ${channel.largestBytes.toLocaleString('en-US')} B`;
  return whyNotCarried(channel, content, encoding);
}
