import { describe, expect, test } from 'vitest';
import { madeUpEnvironment } from '../../test/made-up-environment.ts';
import type { Facts } from './doctor-facts.ts';
import { diagnose } from './doctor.ts';
import type { Machine } from './machine.ts';

/** A machine that one would buy for measuring. */
const goodMachine: Machine = {
  ...madeUpEnvironment,
  processor: { model: 'AMD EPYC', count: 16, smt: false },
  virtualization: 'none',
  governor: 'performance',
  congestionControl: 'cubic',
  mitigations: {},
  loadAverage: [0.1, 0.1, 0.1],
};

const goodFacts: Facts = {
  machine: goodMachine,
  runtime: { node: '26.10.0', pinned: true },
  programs: { passed: ['PATH'], given: { LC_ALL: 'C' }, withheld: [], preloaded: [], niceness: 0 },
  compileCache: { kind: 'kept', why: null },
  usableProcessors: 16,
  activity: { busy: 0.01, steal: 0, processes: [], swappedPages: 0 },
  throttling: { periods: 0, throttledPeriods: 0, throttledNs: 0 },
  turbo: false,
  memoryAvailableBytes: 32 * 2 ** 30,
  swapUsedBytes: 0,
  ephemeralPorts: { first: 32_768, last: 60_999 },
  timeWaitSockets: 12,
  clockSource: 'tsc',
  diskFreeBytes: 100 * 2 ** 30,
  power: 'mains',
  abandonedFolders: 0,
};

const unknownFacts: Facts = {
  machine: {
    ...goodMachine,
    processor: { model: 'Apple M4', count: 10, smt: null },
    virtualization: null,
    governor: null,
    mitigations: null,
    cgroup: { version: null, cpuMax: null, memoryMax: null },
    congestionControl: null,
    descriptorLimit: { soft: null, hard: null },
  },
  runtime: { node: '26.10.0', pinned: true },
  programs: goodFacts.programs,
  compileCache: goodFacts.compileCache,
  usableProcessors: 10,
  activity: null,
  throttling: null,
  turbo: null,
  memoryAvailableBytes: null,
  swapUsedBytes: null,
  ephemeralPorts: null,
  timeWaitSockets: null,
  clockSource: null,
  diskFreeBytes: null,
  power: null,
  abandonedFolders: 0,
};

function withMachine(changes: Partial<Machine>): Partial<Facts> {
  return { machine: { ...goodMachine, ...changes } };
}

/** What differs from a good machine, as 'state name: sentence'. */
function complaints(changes: Partial<Facts>): readonly string[] {
  return diagnose({ ...goodFacts, ...changes })
    .filter(({ state }) => state !== 'ok')
    .map(({ state, name, says }) => `${state} ${name}: ${says}`);
}

test('a good machine is found good', () => {
  expect(complaints({})).toEqual([]);
});

test('a machine that tells nothing is found unknown, but for what Node knows by itself', () => {
  const states = diagnose(unknownFacts).map(({ name, state }) => [name, state]);
  expect(states.filter(([, state]) => state !== 'unknown')).toEqual([
    ['runtime', 'ok'],
    ['environment', 'ok'],
    ['priority', 'ok'],
    ['compiled code', 'ok'],
    ['processors', 'ok'],
    ['leftovers', 'ok'],
  ]);
});

describe('every warning comes alone, with the figure it is based on', () => {
  test.each<[changes: Partial<Facts>, complaint: string]>([
    [
      { runtime: { node: '27.0.0', pinned: false } },
      'warning runtime: Node 27.0.0 is not the pinned one, so figures cannot be set beside those of others.',
    ],
    [
      { programs: { ...goodFacts.programs, preloaded: ['libsnoopy.so'] } },
      'warning environment: This system loads libsnoopy.so into every program, those that are measured among them.',
    ],
    [
      { programs: { ...goodFacts.programs, niceness: 10 } },
      'warning priority: Programs are started with niceness 10: others go first.',
    ],
    [
      { compileCache: { kind: 'temporary', why: '/cache: the file system is read-only' } },
      'warning compiled code: The cache of compiled code lasts for a run only; /cache: the file system is read-only.',
    ],
    [
      { compileCache: { refused: 'no cache of compiled code: /cache: the disk is full' } },
      'warning compiled code: A run would not start: no cache of compiled code: /cache: the disk is full.',
    ],
    [
      { usableProcessors: 1 },
      'warning processors: 1 of 16 processors may be used: server and client take turns on it, and the equal-budget regime cannot run.',
    ],
    [
      { usableProcessors: 2 },
      'warning processors: 2 of 16 processors may be used: the server and its client have them, and the rest of the system disturbs both.',
    ],
    [
      withMachine({ virtualization: 'kvm' }),
      'warning virtualization: Virtualized (kvm): waking an idle processor is dear, and neighbours may take time away.',
    ],
    [
      { activity: { busy: 0, steal: 0.12, processes: [], swappedPages: 0 } },
      "warning steal: 12 % of the processors' time was taken away within the last second.",
    ],
    [
      {
        activity: {
          busy: 0.2,
          steal: 0,
          processes: [
            { name: 'firefox', share: 1.5 },
            { name: 'cc1', share: 0.4 },
          ],
          swappedPages: 0,
        },
      },
      'warning load: Other programs used 20 % of the processors (load average 0.10, busiest: firefox 150 %, cc1 40 % of a processor).',
    ],
    [
      withMachine({ loadAverage: [17, 3, 1] }),
      'warning load: Other programs used 1 % of the processors (load average 17.00). They have been busier within the last minutes.',
    ],
    [
      withMachine({ cgroup: { version: 2, cpuMax: '150000 100000', memoryMax: null } }),
      "warning cpu limit: A control group allows 1.50 processors' worth of time, then halts us.",
    ],
    [
      { throttling: { periods: 9, throttledPeriods: 4, throttledNs: 5 } },
      'warning cpu limit: The control group was halted 4 times so far.',
    ],
    [
      withMachine({ governor: 'powersave' }),
      'warning governor: The frequency governor is powersave: lightly loaded servers run on slow processors.',
    ],
    [
      { turbo: true },
      'warning turbo: Processors run above their nominal frequency while they are cool enough: speed depends on what ran before.',
    ],
    [
      withMachine({ processor: { model: 'Xeon', count: 16, smt: true } }),
      'warning smt: Pairs of processors share a core: two programs on one pair slow each other down.',
    ],
    [{ memoryAvailableBytes: 2 ** 30 }, 'warning memory: 1.0 GiB of memory are available.'],
    [{ swapUsedBytes: 2 ** 29 }, 'warning swap: 0.5 GiB are swapped out: a page that comes back costs milliseconds.'],
    [
      withMachine({ descriptorLimit: { soft: 1024, hard: 4096 } }),
      'warning descriptors: 4096 descriptors may be open: too few for 10,000 connections.',
    ],
    [
      withMachine({ descriptorLimit: { soft: 1024, hard: 64 } }),
      'warning descriptors: 64 descriptors may be open: a run needs 128, and does not start.',
    ],
    [
      { ephemeralPorts: { first: 60_000, last: 60_999 } },
      'warning ports: 1000 ports for outgoing connections, 12 connections in TIME_WAIT.',
    ],
    [
      { timeWaitSockets: 20_000 },
      'warning ports: 28232 ports for outgoing connections, 20000 connections in TIME_WAIT.',
    ],
    [
      withMachine({ congestionControl: 'bbr' }),
      'warning congestion control: TCP uses bbr, which paces what it sends by timers: figures differ from those of machines with cubic.',
    ],
    [
      { clockSource: 'hpet' },
      'warning clock: The clock is hpet: every reading is a system call, and there are two per message.',
    ],
    [{ diskFreeBytes: 2 ** 28 }, 'warning disk: 0.3 GiB are free for results.'],
    [{ power: 'battery' }, 'warning power: Runs on its battery: processors are slowed down to save it.'],
    [{ abandonedFolders: 1 }, 'warning leftovers: 1 temporary folder is left of runs that were killed.'],
    [{ abandonedFolders: 3 }, 'warning leftovers: 3 temporary folders are left of runs that were killed.'],
  ])('%#: %j', (changes, complaint) => {
    expect(complaints(changes)).toEqual([complaint]);
  });
});

test('a limit above the number of processors is none', () => {
  expect(complaints(withMachine({ cgroup: { version: 2, cpuMax: '3200000 100000', memoryMax: null } }))).toEqual([]);
});

test('a warning always says what to do, and nothing else does', () => {
  const facts = { ...goodFacts, turbo: true, power: 'battery', clockSource: null } as const;
  for (const { state, remedy, name } of diagnose(facts)) expect(remedy !== null, name).toBe(state === 'warning');
});

test('variables that would change figures are named, and are no defect: nothing that is measured gets them', () => {
  const programs = { ...goodFacts.programs, withheld: ['LD_PRELOAD', 'NODE_OPTIONS'] };
  expect(diagnose({ ...goodFacts, programs }).find(({ name }) => name === 'environment')).toMatchObject({
    state: 'ok',
    says:
      'Withheld from what is measured, since it would change figures: LD_PRELOAD, NODE_OPTIONS. ' +
      'Programs started by hand get it.',
  });
});

test('mitigations are named, and are no defect', () => {
  const mitigations = { meltdown: 'Mitigation: PTI', spectre_v1: 'Vulnerable', mds: 'Not affected' };
  const finding = diagnose({ ...goodFacts, ...withMachine({ mitigations }) }).find(
    ({ name }) => name === 'mitigations',
  );
  expect(finding).toMatchObject({
    state: 'ok',
    says: 'Mitigations are part of the price of system calls here: meltdown; recorded with the results.',
  });
});
