/**
 * What about this machine will disturb a measurement, and what to do about it. Each check is a function from facts to
 * one finding: pure, so that machines nobody here owns can be tried. The order is the order of the list.
 */
import { processorsAllowed } from './cgroup.ts';
import { leastDescriptors } from './descriptor-room.ts';
import type { Facts } from './doctor-facts.ts';

export interface Finding {
  readonly name: string;
  /** `unknown`: the machine does not tell; the numbers may be disturbed without a sign. */
  readonly state: 'ok' | 'warning' | 'unknown';
  /** One sentence about this machine. */
  readonly says: string;
  /** What to do; null where there is nothing to do. */
  readonly remedy: string | null;
}

type Verdict = Omit<Finding, 'name'>;

export function diagnose(facts: Facts): readonly Finding[] {
  return Object.entries(checks).map(([name, check]) => ({ name, ...check(facts) }));
}

const checks = {
  runtime({ runtime }) {
    if (runtime.pinned) return ok(`Node ${runtime.node}, the one that is pinned.`);
    const says = `Node ${runtime.node} is not the pinned one, so figures cannot be set beside those of others.`;
    return warning(says, 'run npm ci without --omit=optional, start with npm run, and leave out --node');
  },

  environment({ programs: { withheld, preloaded } }) {
    if (preloaded.length > 0) {
      const says = `This system loads ${preloaded.join(', ')} into every program, those that are measured among them.`;
      return warning(says, 'empty /etc/ld.so.preload while you measure; it is recorded with the results');
    }
    if (withheld.length === 0) return ok('Nothing is set that would change figures.');
    const names = withheld.join(', ');
    return ok(
      `Withheld from what is measured, since it would change figures: ${names}. Programs started by hand get it.`,
    );
  },

  priority({ programs: { niceness } }) {
    if (niceness === 0) return ok('Programs are started with the usual priority.');
    const says = `Programs are started with niceness ${niceness}: others go ${niceness > 0 ? 'first' : 'last'}.`;
    return warning(says, 'start without nice or renice; it is recorded with the results');
  },

  'compiled code'({ compileCache }) {
    const remedy = 'make that folder writable for whoever measures, or make room';
    if ('refused' in compileCache) return warning(`A run would not start: ${compileCache.refused}.`, remedy);
    if (compileCache.kind === 'kept') return ok('The cache of compiled code is used.');
    return warning(`The cache of compiled code lasts for a run only; ${compileCache.why}.`, remedy);
  },

  processors({ usableProcessors, machine }) {
    const says = `${usableProcessors} of ${machine.processor.count} processors may be used`;
    if (usableProcessors === 1) {
      const why = `${says}: server and client take turns on it, and the equal-budget regime cannot run.`;
      return warning(why, 'measure on a machine with at least two, better four');
    }
    if (usableProcessors < 4) {
      const why = `${says}: the server and its client have them, and the rest of the system disturbs both.`;
      return warning(why, 'prefer a machine with four or more');
    }
    return ok(`${says}.`);
  },

  virtualization({ machine: { virtualization } }) {
    if (virtualization === null) return unknown('Whether this is a virtual machine does not show.');
    if (virtualization === 'none') return ok('No hypervisor.');
    const says = `Virtualized (${virtualization}): waking an idle processor is dear, and neighbours may take time away.`;
    return warning(says, 'for figures to cite, prefer a machine of your own');
  },

  steal({ activity }) {
    if (activity === null) return unknown('Time that a hypervisor takes away cannot be read.');
    const says = `${percent(activity.steal)} of the processors' time was taken away within the last second.`;
    if (activity.steal <= 0.05) return ok(says);
    return warning(says, 'wait until the host is calmer, or move to another one; trials are marked as disturbed');
  },

  load({ activity, machine: { loadAverage, processor } }) {
    const average = `load average ${loadAverage[0].toFixed(2)}`;
    if (activity === null) return unknown(`What other programs are doing cannot be read (${average}).`);
    const names = activity.processes.slice(0, 3).map(({ name, share }) => `${name} ${percent(share)}`);
    const busiest = names.length === 0 ? '' : `, busiest: ${names.join(', ')} of a processor`;
    const says = `Other programs used ${percent(activity.busy)} of the processors (${average}${busiest}).`;
    if (activity.busy > 0.05) return warning(says, 'stop what is not needed: browsers, editors, builds, indexing');
    if (loadAverage[0] <= processor.count) return ok(says);
    return warning(`${says} They have been busier within the last minutes.`, 'wait until it is calm for some minutes');
  },

  'cpu limit'({ machine: { cgroup, processor }, throttling }) {
    if (cgroup.version === null) return unknown('No control group tells whether processor time is limited.');
    const remedy = 'lift the limit of the container or service (docker: --cpus; systemd: CPUQuota)';
    const processors = processorsAllowed(cgroup.cpuMax);
    if (processors !== null && processors < processor.count) {
      return warning(
        `A control group allows ${processors.toFixed(2)} processors' worth of time, then halts us.`,
        remedy,
      );
    }
    const throttled = throttling?.throttledPeriods ?? 0;
    if (throttled > 0) return warning(`The control group was halted ${throttled} times so far.`, remedy);
    return ok('No control group limits processor time.');
  },

  governor({ machine: { governor } }) {
    if (governor === null)
      return unknown('How processor frequency is governed does not show, as in most virtual machines.');
    if (governor === 'performance') return ok('The frequency governor is performance.');
    const says = `The frequency governor is ${governor}: lightly loaded servers run on slow processors.`;
    return warning(says, 'sudo cpupower frequency-set -g performance');
  },

  turbo({ turbo }) {
    if (turbo === null) return unknown('Whether processors run above their nominal frequency does not show.');
    if (!turbo) return ok('Processors keep to their nominal frequency.');
    return warning(
      'Processors run above their nominal frequency while they are cool enough: speed depends on what ran before.',
      'echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost',
    );
  },

  smt({ machine: { processor } }) {
    if (processor.smt === null) return unknown('Whether processors share cores does not show.');
    if (!processor.smt) return ok('Every processor is a core of its own, as far as this system sees.');
    return warning(
      'Pairs of processors share a core: two programs on one pair slow each other down.',
      'give --cpus of different cores (lscpu --extended), or echo off | sudo tee /sys/devices/system/cpu/smt/control',
    );
  },

  mitigations({ machine: { mitigations } }) {
    if (mitigations === null) return unknown('Mitigations of processor faults cannot be read.');
    const active = Object.keys(mitigations).filter((name) => mitigations[name]?.startsWith('Mitigation'));
    if (active.length === 0) return ok('No mitigation of processor faults is active.');
    return ok(
      `Mitigations are part of the price of system calls here: ${active.join(', ')}; recorded with the results.`,
    );
  },

  memory({ memoryAvailableBytes }) {
    if (memoryAvailableBytes === null) return unknown('How much memory is available cannot be read.');
    const says = `${gib(memoryAvailableBytes)} of memory are available.`;
    if (memoryAvailableBytes >= 2 * 2 ** 30) return ok(says);
    return warning(says, 'stop what is not needed: per-connection models take about 30 MB for each process');
  },

  swap({ swapUsedBytes, activity }) {
    if (swapUsedBytes === null) return unknown('Whether memory is swapped out cannot be read.');
    if (swapUsedBytes === 0) return ok('Nothing is swapped out.');
    const now = (activity?.swappedPages ?? 0) > 0 ? ', and pages move right now' : '';
    return warning(
      `${gib(swapUsedBytes)} are swapped out${now}: a page that comes back costs milliseconds.`,
      'sudo swapoff -a',
    );
  },

  descriptors({ machine: { descriptorLimit } }) {
    const { hard } = descriptorLimit;
    if (hard === null) return unknown('The limit of open descriptors cannot be read.');
    // Both ends of 10,000 connections are in different programs; each needs some more for itself.
    if (hard >= 10_500) return ok(`${hard} descriptors may be open: enough for 10,000 connections.`);
    const remedy = 'ulimit -n 20000 as root, or nofile in /etc/security/limits.conf';
    if (hard < leastDescriptors)
      return warning(`${hard} descriptors may be open: a run needs ${leastDescriptors}, and does not start.`, remedy);
    const says = `${hard} descriptors may be open: too few for 10,000 connections.`;
    return warning(says, remedy);
  },

  ports({ ephemeralPorts, timeWaitSockets }) {
    if (ephemeralPorts === null) return unknown('The range of ports for outgoing connections cannot be read.');
    const count = ephemeralPorts.last - ephemeralPorts.first + 1;
    const waiting = timeWaitSockets ?? 0;
    const says = `${count} ports for outgoing connections, ${waiting} connections in TIME_WAIT.`;
    if (count < 12_000) return warning(says, 'sudo sysctl -w net.ipv4.ip_local_port_range="32768 60999"');
    if (waiting > count / 4) return warning(says, 'wait a minute: the kernel keeps them for that long');
    return ok(says);
  },

  'congestion control'({ machine: { congestionControl } }) {
    if (congestionControl === null) return unknown('The congestion control of TCP cannot be read.');
    if (congestionControl !== 'bbr') return ok(`TCP uses ${congestionControl}.`);
    return warning(
      'TCP uses bbr, which paces what it sends by timers: figures differ from those of machines with cubic.',
      'sudo sysctl -w net.ipv4.tcp_congestion_control=cubic, where the kernel has it',
    );
  },

  clock({ clockSource }) {
    if (clockSource === null) return unknown('What the clock is read from does not show.');
    if (userSpaceClocks.has(clockSource)) return ok(`The clock is ${clockSource}: read without a system call.`);
    const says = `The clock is ${clockSource}: every reading is a system call, and there are two per message.`;
    return warning(says, 'boot with clocksource=tsc where the processor allows it');
  },

  disk({ diskFreeBytes }) {
    if (diskFreeBytes === null) return unknown('Free space for results cannot be read.');
    const says = `${gib(diskFreeBytes)} are free for results.`;
    return diskFreeBytes >= 2 ** 30 ? ok(says) : warning(says, 'make room, or name another disk with --out');
  },

  power({ power }) {
    if (power === null) return unknown('Nothing tells what this machine is powered by, as in most virtual machines.');
    if (power === 'mains') return ok('Runs on mains.');
    return warning('Runs on its battery: processors are slowed down to save it.', 'plug it in');
  },

  leftovers({ abandonedFolders: count }) {
    if (count === 0) return ok('Nothing is left of runs that were killed.');
    const says = count === 1 ? '1 temporary folder is' : `${count} temporary folders are`;
    return warning(`${says} left of runs that were killed.`, 'npm run doctor -- --clean');
  },
} as const satisfies Record<string, (facts: Facts) => Verdict>;

/** Those that the vDSO reads: arch/x86/entry/vdso and arch/arm64 in the Linux sources. */
const userSpaceClocks: ReadonlySet<string> = new Set([
  'tsc',
  'kvm-clock',
  'hyperv_clocksource_tsc_page',
  'arch_sys_counter',
]);

function ok(says: string): Verdict {
  return { state: 'ok', says, remedy: null };
}

function warning(says: string, remedy: string): Verdict {
  return { state: 'warning', says, remedy };
}

function unknown(says: string): Verdict {
  return { state: 'unknown', says, remedy: null };
}

/** Exact to the whole percent, and never 0 % for something. */
function percent(share: number): string {
  return share > 0 && share < 0.005 ? 'under 1 %' : `${Math.round(share * 100)} %`;
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
