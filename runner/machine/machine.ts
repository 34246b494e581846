/** The machine that is measured on, as it describes itself: read before a run, and stored with its results. */
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type, version } from 'node:os';
import { parseCpuList } from '../../protocol/flags.ts';
import { readCgroup } from './cgroup.ts';
import { kernelFiles, readNumber, type KernelFiles } from './kernel-files.ts';
import { readTopology } from './topology.ts';
import type { Environment } from './environment-schema.ts';

/** Everything but what was run on it, and how. No names of hosts, people or folders. */
export type Machine = Omit<Environment, 'runtime' | 'programs' | 'commit'>;

/** Never fails: what a machine does not tell is null. */
export function readMachine(files: KernelFiles = kernelFiles): Machine {
  return {
    processor: {
      model: cpus()[0]?.model.trim() ?? 'unknown',
      identity: readIdentity(files),
      count: countProcessors(),
      cores: countCores(files),
      smt: readSmt(files),
      allowed: readAllowed(files),
    },
    memoryBytes: totalmem(),
    architecture: arch(),
    os: {
      platform: process.platform,
      release: readDistribution(files),
      kernel: `${type()} ${release()}`,
      build: version().trim(),
    },
    clockSource: files.read('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    virtualization: readVirtualization(files),
    governor: readGovernor(files),
    mitigations: readMitigations(files),
    cgroup: readCgroup(files),
    congestionControl: files.read('/proc/sys/net/ipv4/tcp_congestion_control'),
    loopback: { mtu: readNumber(files, '/sys/class/net/lo/mtu') },
    descriptorLimit: readDescriptorLimit(files),
    loadAverage: readLoadAverage(),
  };
}

/** All that are there, also those that this process may not use. Empty in some sandboxes. */
function countProcessors(): number {
  return cpus().length || availableParallelism();
}

/**
 * Of the first processor. Two machines whose model has one name, such as the bare `AMD EPYC` that a hypervisor gives, may
 * have processors of two generations. x86 tells it by the first names, Arm by the others.
 */
function readIdentity(files: KernelFiles): string | null {
  const [first = ''] = (files.read('/proc/cpuinfo') ?? '').split(/\n\s*\n/);
  const field = (name: string) => new RegExp(`^${name}\\s*:\\s*(.+)$`, 'm').exec(first)?.[1]?.trim() ?? null;
  const parts = [
    ['', field('vendor_id')],
    ['family ', field('cpu family')],
    ['model ', field('model')],
    ['stepping ', field('stepping')],
    ['implementer ', field('CPU implementer')],
    ['part ', field('CPU part')],
    ['variant ', field('CPU variant')],
    ['revision ', field('CPU revision')],
  ].flatMap(([name, value]) => (value === null ? [] : [`${name}${value}`]));
  return parts.length === 0 ? null : parts.join(', ');
}

/** Null where the kernel does not tell of any processor which threads share its core. */
function countCores(files: KernelFiles): number | null {
  const folder = '/sys/devices/system/cpu';
  const numbers = files.list(folder).flatMap((name) => {
    const number = /^cpu(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  const places = readTopology(numbers, files).flatMap(({ core }) => (core === null ? [] : [core.join()]));
  return places.length === 0 ? null : new Set(places).size;
}

function readLoadAverage(): readonly [number, number, number] {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return [one, five, fifteen];
}

/** By number. Of the thread that programs are started from, which they inherit. */
function readAllowed(files: KernelFiles): readonly number[] | null {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(files.read('/proc/thread-self/status') ?? '')?.[1];
  return allowed === undefined ? null : parseCpuList('Cpus_allowed_list', allowed);
}

/** True when two processors share a core. */
function readSmt(files: KernelFiles): boolean | null {
  const active = files.read('/sys/devices/system/cpu/smt/active');
  return active === null ? null : active === '1';
}

function readDistribution(files: KernelFiles): string {
  const name = /^PRETTY_NAME="?(.*?)"?$/m.exec(files.read('/etc/os-release') ?? '')?.[1];
  return name ?? `${type()} ${release()}`;
}

/** The frequency governor; all of them where processors differ. */
function readGovernor(files: KernelFiles): string | null {
  const folder = '/sys/devices/system/cpu';
  const governors = files
    .list(folder)
    .filter((name) => /^cpu\d+$/.test(name))
    .map((cpu) => files.read(`${folder}/${cpu}/cpufreq/scaling_governor`))
    .filter((governor) => governor !== null);
  return governors.length === 0 ? null : [...new Set(governors)].toSorted().join(', ');
}

/** By vulnerability: what the kernel does about it. */
function readMitigations(files: KernelFiles): Readonly<Record<string, string>> | null {
  const folder = '/sys/devices/system/cpu/vulnerabilities';
  const entries = files.list(folder).flatMap((name) => {
    const state = files.read(`${folder}/${name}`);
    return state === null ? [] : [[name, state] as const];
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

export function readDescriptorLimit(files: KernelFiles): Environment['descriptorLimit'] {
  const match = /^Max open files\s+(\d+)\s+(\d+)/m.exec(files.read('/proc/self/limits') ?? '');
  return match === null ? { soft: null, hard: null } : { soft: Number(match[1]), hard: Number(match[2]) };
}

/** First match wins: clouds before the hypervisors they are built on. */
const vendors: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/amazon ec2/i, 'amazon ec2'],
  [/google/i, 'google compute engine'],
  [/digitalocean/i, 'digitalocean'],
  [/openstack/i, 'openstack'],
  [/vmware/i, 'vmware'],
  [/innotek|virtualbox/i, 'virtualbox'],
  [/parallels/i, 'parallels'],
  [/apple virtualization/i, 'apple virtualization'],
  [/microsoft corporation.*virtual machine|hyperv/is, 'hyper-v'],
  [/xen/i, 'xen'],
  [/qemu|kvm|bochs/i, 'kvm'],
];

/** `kvm`, `kvm + docker`, `none`; null where nothing tells. A container on bare metal is only the container's name. */
function readVirtualization(files: KernelFiles): string | null {
  const parts = [readHypervisor(files), readContainer(files)];
  const known = parts.filter((part) => part !== null && part !== 'none');
  return known.length > 0 ? known.join(' + ') : (parts[0] ?? null);
}

function readHypervisor(files: KernelFiles): string | null {
  if (/microsoft/i.test(files.read('/proc/sys/kernel/osrelease') ?? '')) return 'wsl';
  const hints = [
    '/sys/class/dmi/id/sys_vendor',
    '/sys/class/dmi/id/product_name',
    '/sys/hypervisor/type',
    '/proc/device-tree/hypervisor/compatible',
    // A clock that only a guest of this hypervisor has; tells where firmware tables are absent (Firecracker).
    '/sys/devices/system/clocksource/clocksource0/available_clocksource',
  ];
  const hint = hints.map((path) => files.read(path) ?? '').join('\n');
  const vendor = vendors.find(([pattern]) => pattern.test(hint))?.[1] ?? null;
  const flags = /^flags\s*:(.*)$/m.exec(files.read('/proc/cpuinfo') ?? '')?.[1];
  // x86 says so itself; elsewhere a vendor of virtual machines is the only sign, except on the clouds' bare metal.
  if (flags !== undefined) return flags.split(' ').includes('hypervisor') ? (vendor ?? 'unknown hypervisor') : 'none';
  return /metal/i.test(hint) ? 'none' : vendor;
}

function readContainer(files: KernelFiles): string | null {
  if (files.read('/.dockerenv') !== null) return 'docker';
  if (files.read('/run/.containerenv') !== null) return 'podman';
  return files.read('/run/systemd/container');
}
