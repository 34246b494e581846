/** The conditions of a claim trial, each in words. */
import type { Term } from '../../result/plan.ts';
import type { ClaimSetup } from './setup.ts';

const networks = {
  here: 'over loopback',
  link: 'between two network namespaces',
  inside: 'inside a network namespace',
  packets: 'over loopback with an MTU of 1,500 B and no segmentation offload',
} as const satisfies Record<ClaimSetup['network'], string>;

export function describe({ observation, parameters, server, network }: ClaimSetup): Term[] {
  return [
    { name: 'observation', text: observation },
    ...Object.entries(parameters).map(([name, value]) => ({ name, text: `${wordsOf(name)} ${value}` })),
    ...(server === null ? [] : [{ name: 'server', text: `a server of ${server.model}, ${server.framing}` }]),
    { name: 'network', text: networks[network] },
  ];
}

/** `payloadBytes` as `payload bytes`. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
