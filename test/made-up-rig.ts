/** What trials are started with, for tests: this runtime, one processor, and a network of which everything can be had. */
import type { Rig } from '../runner/trials/kind.ts';
import { wholeNetwork } from './made-up-network.ts';

/** @param compileCache a folder; '' where no program is started */
export function madeUpRig(compileCache = '', seed = 1): Rig {
  const runtime = { node: process.execPath, compileCache };
  return { runtime, cpus: [0], seed, network: wholeNetwork, remote: null };
}
