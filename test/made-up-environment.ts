/** The machine that results nobody measured came from. */
import type { Environment } from '../runner/machine/environment-schema.ts';
import { usableProcessors } from '../runner/machine/usable-processors.ts';
import type { Machine } from '../runner/trials/kind.ts';

export const madeUpEnvironment: Environment = {
  processor: {
    model: 'AMD EPYC 7763 64-Core Processor',
    identity: 'AuthenticAMD, family 25, model 1, stepping 1',
    count: 2,
    cores: 1,
    smt: true,
    allowed: [0, 1],
  },
  memoryBytes: 8 * 2 ** 30,
  architecture: 'x64',
  os: {
    platform: 'linux',
    release: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-18-cloud-amd64',
    build: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1',
  },
  clockSource: 'kvm-clock',
  virtualization: 'kvm',
  governor: null,
  mitigations: { spectre_v2: 'Mitigation: Retpolines', meltdown: 'Not affected' },
  cgroup: { version: 2, cpuMax: 'max 100000', memoryMax: 'max' },
  congestionControl: 'bbr',
  loopback: { mtu: 65_536 },
  descriptorLimit: { soft: 1024, hard: 20_000 },
  loadAverage: [0.12, 0.2, 0.31],
  runtime: { node: 'v26.10.0', v8: '14.1.146', libuv: '1.52.1', sha256: 'ab'.repeat(32), pinned: true },
  programs: {
    passed: ['PATH', 'HOME'],
    given: { LC_ALL: 'C' },
    withheld: ['NODE_OPTIONS'],
    preloaded: [],
    niceness: 0,
    compileCache: 'kept',
  },
  commit: '0123456789abcdef0123456789abcdef01234567',
};

/** What trials of it are judged by. */
export const madeUpMachine: Machine = { processorCount: usableProcessors(madeUpEnvironment) };
