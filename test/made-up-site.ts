/** Two processors that programs can be bound to, of which the kernel tells nothing else, and a server as usual. */
import type { Site } from '../runner/trials/kind.ts';
import { wholeNetwork } from './made-up-network.ts';
import { nominalCalibration } from '../runner/trials/server/calibration.ts';

export const madeUpSite: Site = {
  cpus: [0, 1],
  topology: [],
  pinning: { ok: true },
  descriptorLimit: null,
  calibration: nominalCalibration,
  network: wholeNetwork,
  remote: null,
  path: null,
};
