/** The machine of a run in few words, by which a reader tells whether figures of two runs can be set beside one another. */
import type { Environment } from '../../machine/environment-schema.ts';
import { fingerprintOf } from '../../machine/fingerprint.ts';
import { usableProcessors } from '../../machine/usable-processors.ts';
import { oneLine } from './one-line.ts';
import { count } from './words.ts';

/** `AMD EPYC 7763, 2 processors, kvm, Linux 6.1.0, mitigated: spectre_v1, spectre_v2; vulnerable: spec_store_bypass; fingerprint f4a16484`. */
export function machineText(environment: Environment): string {
  const { processor, virtualization, os } = environment;
  const usable = usableProcessors(environment);
  const restricted = usable === processor.count ? '' : ` (${usable} of them usable)`;
  const parts = [
    oneLine(processor.model),
    `${count(processor.count, 'processor')}${restricted}`,
    virtualization === null ? 'no hypervisor seen' : oneLine(virtualization),
    kernelText(os),
    mitigationsText(environment),
  ];
  return `${parts.join(', ')}; fingerprint ${fingerprintOf(environment).short}`;
}

/** `Linux 6.1.0`: some results have the name of the system in the kernel's, and some have not. */
function kernelText({ platform, kernel }: Environment['os']): string {
  const line = oneLine(kernel);
  return /^\p{L}+ \d/u.test(line) ? line : `${oneLine(platform)} ${line}`;
}

/** What costs something, or could be attacked; of the others the processor is not affected. */
export function mitigationsText({ mitigations }: Environment): string {
  if (mitigations === null) return 'mitigations unknown';
  const named = (pattern: RegExp) =>
    Object.entries(mitigations).flatMap(([name, state]) => (pattern.test(state) ? [oneLine(name)] : []));
  const [mitigated, vulnerable] = [named(/^Mitigation/i), named(/^Vulnerable/i)];
  const parts = [
    ...(mitigated.length === 0 ? [] : [`mitigated: ${mitigated.join(', ')}`]),
    ...(vulnerable.length === 0 ? [] : [`vulnerable: ${vulnerable.join(', ')}`]),
  ];
  return parts.length === 0 ? 'no mitigations' : parts.join('; ');
}
