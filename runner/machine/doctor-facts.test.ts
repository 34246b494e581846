import { getPriority } from 'node:os';
import { describe, expect, test, vi } from 'vitest';
import { madeUpKernel } from '../../test/made-up-kernel.ts';
import { capture } from '../trials/program.ts';
import { gatherFacts } from './doctor-facts.ts';
import type { KernelFiles } from './kernel-files.ts';

/** A kernel whose files are those of `before`, and after `pass` those of `after`. */
function passing(before: Record<string, string>, after: Record<string, string>): [KernelFiles, () => Promise<void>] {
  let kernel = madeUpKernel(before);
  return [
    { read: (path) => kernel.read(path), list: (path) => kernel.list(path) },
    async () => {
      kernel = madeUpKernel(after);
    },
  ];
}

/** Two processors; `ticks`: user nice system idle iowait irq softirq steal. */
function stat(ticks: string): string {
  return `cpu  ${ticks} 0 0\ncpu0 0 0 0 0\ncpu1 0 0 0 0\nintr 0\n`;
}

function processStat(name: string, user: number, system: number, startedAt = 77): string {
  return `4 (${name}) S 1 4 4 0 -1 4194560 0 0 0 0 ${user} ${system} 0 0 20 0 1 0 ${startedAt} 0 0`;
}

describe('activity', () => {
  test('is the difference of two readings', async () => {
    const [kernel, pass] = passing(
      {
        '/proc/stat': stat('100 0 100 1000 0 0 0 50'),
        '/proc/vmstat': 'pgpgin 3\npswpin 1\npswpout 2',
        '/proc/7/stat': processStat('Web Content (x) y', 10, 10),
        '/proc/8/stat': processStat('idle', 500, 500),
      },
      {
        '/proc/stat': stat('130 0 110 1140 10 5 5 60'),
        '/proc/vmstat': 'pgpgin 9\npswpin 4\npswpout 2',
        '/proc/7/stat': processStat('Web Content (x) y', 30, 15),
        '/proc/8/stat': processStat('idle', 500, 501),
        '/proc/9/stat': processStat('born', 5, 0),
      },
    );
    // 210 ticks passed on two processors, 105 on each.
    expect((await gatherFacts(capture, kernel, pass)).activity).toEqual({
      busy: 50 / 210,
      steal: 10 / 210,
      processes: [
        { name: 'Web Content (x) y', share: 25 / 105 },
        { name: 'born', share: 5 / 105 },
      ],
      swappedPages: 3,
    });
  });

  test('of a process is not reckoned from another one that had its pid', async () => {
    const [kernel, pass] = passing(
      { '/proc/stat': stat('0 0 0 0 0 0 0 0'), '/proc/7/stat': processStat('old', 900, 0, 1) },
      { '/proc/stat': stat('100 0 0 100 0 0 0 0'), '/proc/7/stat': processStat('new', 40, 0, 2) },
    );
    expect((await gatherFacts(capture, kernel, pass)).activity?.processes).toEqual([{ name: 'new', share: 0.4 }]);
  });
});

describe('facts', () => {
  test('of a machine that tells nothing are null', async () => {
    expect(await gatherFacts(capture, madeUpKernel({}))).toMatchObject({
      runtime: { node: process.versions.node },
      activity: null,
      throttling: null,
      turbo: null,
      memoryAvailableBytes: null,
      swapUsedBytes: null,
      ephemeralPorts: null,
      timeWaitSockets: null,
      clockSource: null,
      power: null,
    });
  });

  test('are read from where the kernel has them', async () => {
    const kernel = madeUpKernel({
      '/proc/meminfo': 'MemTotal: 100 kB\nMemAvailable:    50 kB\nSwapTotal: 30 kB\nSwapFree: 20 kB',
      '/sys/devices/system/cpu/intel_pstate/no_turbo': '0',
      '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999',
      '/proc/net/sockstat': 'sockets: used 12\nTCP: inuse 2 orphan 0 tw 17 alloc 2 mem 182\nUDP: inuse 0',
      '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc',
      '/sys/class/power_supply/AC/type': 'Mains',
      '/sys/class/power_supply/BAT0/type': 'Battery',
      '/sys/class/power_supply/BAT0/status': 'Charging',
      '/sys/class/power_supply/mouse/type': 'Battery',
      '/sys/class/power_supply/mouse/status': 'Discharging',
      '/sys/class/power_supply/mouse/scope': 'Device',
    });
    expect(await gatherFacts(capture, kernel)).toMatchObject({
      memoryAvailableBytes: 51_200,
      swapUsedBytes: 10_240,
      turbo: true,
      ephemeralPorts: { first: 32_768, last: 60_999 },
      timeWaitSockets: 17,
      clockSource: 'tsc',
      power: 'mains',
    });
  });

  test('of what programs would inherit are the same that a run records', async () => {
    vi.stubEnv('UV_THREADPOOL_SIZE', '1');
    const kernel = madeUpKernel({ '/etc/ld.so.preload': '# audit\n/usr/lib/libsnoopy.so /opt/b.so:c.so # and more\n' });
    const { programs, compileCache } = await gatherFacts(capture, kernel).finally(() => vi.unstubAllEnvs());
    expect(programs).toMatchObject({ niceness: getPriority(), preloaded: ['libsnoopy.so', 'b.so', 'c.so'] });
    expect(programs.withheld).toContain('UV_THREADPOOL_SIZE');
    expect(compileCache).toHaveProperty('kind');
  });

  test('a battery that is being emptied is told', async () => {
    const kernel = madeUpKernel({
      '/sys/class/power_supply/BAT0/type': 'Battery',
      '/sys/class/power_supply/BAT0/status': 'Discharging',
    });
    expect((await gatherFacts(capture, kernel)).power).toBe('battery');
  });
});
