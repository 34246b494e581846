/** How a known slowdown is put into a server: more rounds of work for each request. */
import type { Site, Slowed } from '../kind.ts';
import { calibrationSchema } from './calibration.ts';
import { parsePath } from '../paths/index.ts';
import { fairestRegime, iterationsFor } from './settle.ts';
import { usual, type ServerSetup, type ServerWanted } from './setup.ts';

/**
 * So long that nearly all of a message is work: then what was put in is known without knowing what a round of work takes
 * (analysis/put-in.ts).
 */
const work = { micros: 1000 } as const;
/** Enough to keep the server busy; few, since every slice ends with one request of each. */
const connections = 8;

/**
 * What a message costs beside its work, in echoes: at least what an echo costs at saturation, and more where a server that
 * computes for long lets its client fall asleep and pays for waking it. Twice to two and a half times as much in the runs
 * that measured it (docs/decisions/0007-statistics.md).
 */
const besideInEchoes = { least: 1, usual: 2, most: 3 } as const;

/** Null unless it works for as long as that on each request. */
export function slowed(setup: ServerSetup, added: number, site: Site): Slowed<ServerSetup> | null {
  const calibration = calibrationSchema.parse(site.calibration);
  const { nsPerIteration, echoCpuNsPerMessage: echoNs } = calibration;
  const fewer = iterationsFor(work, calibration);
  if (setup.service !== `work:${fewer}`) return null;
  const more = fewer + Math.round((added * (echoNs + fewer * nsPerIteration)) / nsPerIteration);
  const { least, usual: usually, most } = besideInEchoes;
  return {
    setup: { ...setup, service: `work:${more}`, workNsPerRequest: more * nsPerIteration },
    added: more / fewer - 1,
    beside: { least: least * echoNs, usual: usually * echoNs, most: most * echoNs },
  };
}

export function slowable(site: Site): ServerWanted {
  const regime = fairestRegime(parsePath('path', site.path ?? usual.path), site);
  return { ...usual, regime, work, load: { shape: 'closed', connections, depth: 1 } };
}
