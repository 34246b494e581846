import { describe, expect, test } from 'vitest';
import { madeUpKernel } from '../../test/made-up-kernel.ts';
import { readMachine } from './machine.ts';

test('a machine without /proc and /sys is described without failing', () => {
  expect(readMachine(madeUpKernel({}))).toMatchObject({
    processor: {
      model: expect.any(String),
      identity: null,
      count: expect.any(Number),
      cores: null,
      smt: null,
      allowed: null,
    },
    clockSource: null,
    memoryBytes: expect.any(Number),
    virtualization: null,
    governor: null,
    mitigations: null,
    cgroup: { version: null, cpuMax: null, memoryMax: null },
    congestionControl: null,
    loopback: { mtu: null },
    descriptorLimit: { soft: null, hard: null },
  });
});

test('what the kernel tells is taken over', () => {
  const kernel = madeUpKernel({
    '/sys/devices/system/cpu/smt/active': '1\n',
    '/proc/thread-self/status': 'Name:\tnode\nCpus_allowed:\t3d\nCpus_allowed_list:\t0,2-5\nMems_allowed_list:\t0',
    '/etc/os-release': 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave',
    '/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor': 'performance',
    '/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor': 'powersave',
    '/sys/devices/system/cpu/vulnerabilities/meltdown': 'Mitigation: PTI',
    '/proc/sys/net/ipv4/tcp_congestion_control': 'cubic',
    '/proc/cpuinfo': `processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 1\nmodel name\t: AMD EPYC
stepping\t: 1\n\nprocessor\t: 1\nvendor_id\t: Other\ncpu family\t: 6`,
    '/sys/devices/system/cpu/cpu0/topology/core_cpus_list': '0-1',
    '/sys/devices/system/cpu/cpu1/topology/core_cpus_list': '0-1',
    '/sys/devices/system/cpu/cpu2/topology/thread_siblings_list': '2',
    '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc',
    '/sys/class/net/lo/mtu': '65536',
    '/proc/self/limits': 'Limit   Soft Limit  Hard Limit  Units\nMax open files            1024      524288      files',
  });
  expect(readMachine(kernel)).toMatchObject({
    processor: {
      identity: 'AuthenticAMD, family 25, model 1, stepping 1',
      cores: 2,
      smt: true,
      allowed: [0, 2, 3, 4, 5],
    },
    architecture: process.arch,
    os: { release: 'Debian GNU/Linux 12 (bookworm)', build: expect.any(String) },
    clockSource: 'tsc',
    governor: 'performance, powersave',
    mitigations: { meltdown: 'Mitigation: PTI' },
    congestionControl: 'cubic',
    loopback: { mtu: 65_536 },
    descriptorLimit: { soft: 1024, hard: 524_288 },
  });
});

test('an Arm processor is told by its implementer and part', () => {
  const cpuinfo =
    'processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1';
  expect(readMachine(madeUpKernel({ '/proc/cpuinfo': cpuinfo })).processor.identity).toBe(
    'implementer 0x41, part 0xd0c, variant 0x3, revision 1',
  );
});

describe('virtualization', () => {
  const guest = { '/proc/cpuinfo': 'flags\t\t: fpu vme hypervisor lahf_lm' };
  const metal = { '/proc/cpuinfo': 'flags\t\t: fpu vme lahf_lm' };
  const clocks = '/sys/devices/system/clocksource/clocksource0/available_clocksource';

  test.each<[machine: string, files: Record<string, string>, name: string | null]>([
    ['an unknown machine', {}, null],
    ['bare metal', { ...metal, '/sys/class/dmi/id/sys_vendor': 'Dell Inc.' }, 'none'],
    ['bare metal of a cloud', { ...metal, '/sys/class/dmi/id/sys_vendor': 'Amazon EC2' }, 'none'],
    [
      'bare metal of a cloud on Arm',
      { '/sys/class/dmi/id/sys_vendor': 'Amazon EC2', '/sys/class/dmi/id/product_name': 'c7g.metal' },
      'none',
    ],
    [
      'a guest on Arm',
      { '/sys/class/dmi/id/sys_vendor': 'Amazon EC2', '/sys/class/dmi/id/product_name': 'c7g.large' },
      'amazon ec2',
    ],
    ['a guest without firmware tables', { ...guest, [clocks]: 'tsc kvm-clock' }, 'kvm'],
    ['a guest of something unheard of', guest, 'unknown hypervisor'],
    ['QEMU', { ...guest, '/sys/class/dmi/id/sys_vendor': 'QEMU' }, 'kvm'],
    [
      'Hyper-V',
      {
        ...guest,
        '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation',
        '/sys/class/dmi/id/product_name': 'Virtual Machine',
      },
      'hyper-v',
    ],
    ['Linux in Windows', { ...guest, '/proc/sys/kernel/osrelease': '5.15.0-microsoft-standard-WSL2' }, 'wsl'],
    ['a container in a guest', { ...guest, '/sys/hypervisor/type': 'xen', '/.dockerenv': '' }, 'xen + docker'],
    ['a container on bare metal', { ...metal, '/run/systemd/container': 'lxc' }, 'lxc'],
  ])('of %s', (_, files, name) => {
    expect(readMachine(madeUpKernel(files)).virtualization).toBe(name);
  });
});
