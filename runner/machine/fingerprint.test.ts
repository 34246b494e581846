import { describe, expect, test } from 'vitest';
import { madeUpEnvironment as usual } from '../../test/made-up-environment.ts';
import type { Environment } from './environment-schema.ts';
import { differencesOf, fingerprintOf } from './fingerprint.ts';

const of = (changes: Partial<Environment>) => fingerprintOf({ ...usual, ...changes });
const { processor, os, runtime } = usual;

describe('the fingerprint of a machine', () => {
  test('is short, and the same for the same machine in whatever order it tells its mitigations', () => {
    const { short } = fingerprintOf(usual);
    expect(short).toMatch(/^[0-9a-f]{8}$/);
    const mitigations = Object.fromEntries(Object.entries(usual.mitigations ?? {}).toReversed());
    expect(of({ mitigations }).short).toBe(short);
  });

  test.each<[part: string, changes: Partial<Environment>]>([
    ['processor', { processor: { ...processor, model: 'AMD EPYC 9654' } }],
    ['family', { processor: { ...processor, identity: 'AuthenticAMD, family 25, model 17, stepping 1' } }],
    ['architecture', { architecture: 'arm64' }],
    ['cores', { processor: { ...processor, cores: 2 } }],
    ['threads', { processor: { ...processor, count: 4 } }],
    ['processors in use', { processor: { ...processor, allowed: [1] } }],
    ['multithreading', { processor: { ...processor, smt: false } }],
    ['kernel', { os: { ...os, kernel: '6.12.0' } }],
    ['kernel build', { os: { ...os, build: '#2 SMP' } }],
    ['mitigations', { mitigations: { ...usual.mitigations, meltdown: 'Mitigation: PTI' } }],
    ['clock source', { clockSource: 'hpet' }],
    ['hypervisor', { virtualization: 'none' }],
    ['governor', { governor: 'powersave' }],
    ['limit of processor time', { cgroup: { ...usual.cgroup, cpuMax: '50000 100000' } }],
  ])('changes with its %s', (_, changes) => {
    expect(of(changes).short).not.toBe(fingerprintOf(usual).short);
  });

  test.each<[what: string, changes: Partial<Environment>]>([
    ['load', { loadAverage: [3, 2, 1] }],
    ['memory, of which a kernel reserves more or less', { memoryBytes: usual.memoryBytes - 475_136 }],
    ['Node', { runtime: { ...runtime, node: 'v27.0.0', sha256: 'cd'.repeat(32) } }],
    ['commit', { commit: null }],
    ['distribution', { os: { ...os, release: 'Debian GNU/Linux 13 (trixie)' } }],
  ])('stays the same with another %s', (_, changes) => {
    expect(of(changes).short).toBe(fingerprintOf(usual).short);
  });

  test('says that it is incomplete where a part is unknown, as in results from before all were read', () => {
    const { identity: _, cores: __, ...olderProcessor } = processor;
    const { build: ___, ...olderSystem } = os;
    const { clockSource: ____, architecture: _____, ...older } = usual;
    const { short, parts } = fingerprintOf({ ...older, processor: olderProcessor, os: olderSystem });
    expect(short).toMatch(/^[0-9a-f]{8}\?$/);
    expect(parts.flatMap(([name, value]) => (value === null ? [name] : []))).toEqual([
      'processor family',
      'architecture',
      'cores',
      'kernel build',
      'clock source',
    ]);
  });

  test('a processor without a name is unknown', () => {
    expect(of({ processor: { ...processor, model: 'unknown' } }).short).toContain('?');
  });
});

describe('the differences of two machines', () => {
  const between = (changes: Partial<Environment>) => differencesOf(fingerprintOf(usual).parts, of(changes).parts);

  test('none of the same', () => {
    expect(between({})).toEqual({ differing: [], unknown: [] });
  });

  test('of mitigations those that differ, whatever signs their states have', () => {
    const mitigations = {
      meltdown: 'Not affected',
      spectre_v2: 'Mitigation: Retpolines; STIBP: disabled',
      vmscape: 'no',
    };
    expect(between({ mitigations }).differing).toEqual([
      {
        name: 'mitigation spectre_v2',
        was: 'Mitigation: Retpolines',
        is: 'Mitigation: Retpolines; STIBP: disabled',
      },
      { name: 'mitigation vmscape', was: 'not listed', is: 'no' },
    ]);
  });

  test('what one of them does not tell is unknown, and neither the same nor different', () => {
    expect(between({ clockSource: null })).toEqual({
      differing: [],
      unknown: [{ name: 'clock source', was: 'kvm-clock', is: null }],
    });
  });
});
