import { expect, test } from 'vitest';
import { madeUpEnvironment } from '../../../test/made-up-environment.ts';
import { machineText } from './machine.ts';

test.each([
  [
    'all of it',
    {},
    'AMD EPYC 7763 64-Core Processor, 2 processors, kvm, linux 6.1.0-18-cloud-amd64, mitigated: spectre_v2; fingerprint f4a16484',
  ],
  [
    'a kernel that says its system, and a processor of many that could be used',
    {
      processor: { ...madeUpEnvironment.processor, model: 'Xeon', count: 8, allowed: [3] },
      os: { ...madeUpEnvironment.os, kernel: 'Linux 6.18.44' },
      virtualization: null,
      mitigations: { a: 'Vulnerable: no microcode', b: 'Mitigation: PTI', c: 'Not affected' },
    },
    'Xeon, 8 processors (1 of them usable), no hypervisor seen, Linux 6.18.44, mitigated: b; vulnerable: a; fingerprint 9e1a5c51?',
  ],
  ['mitigations that cannot be read', { mitigations: null }, /, mitigations unknown; fingerprint [0-9a-f]{8}\?$/],
  ['none', { mitigations: { a: 'Not affected' } }, /, no mitigations; fingerprint [0-9a-f]{8}$/],
])('the machine: %s', (_, changes, text) => {
  expect(machineText({ ...madeUpEnvironment, ...changes })).toEqual(
    typeof text === 'string' ? text : expect.stringMatching(text),
  );
});
