/** What the time of a run went into, in a line. */
import type { TimeSpent } from '../../analysis/time-spent.ts';
import { formatMinutes, formatPercent } from './format.ts';

/** `5 min 41 s, 74 % of it measuring (46 %) or warming up (28 %); starting 17 %, stopping 4 %, calibration and the rest 5 %` */
export function timeLine({ total, measuring, warmingUp, starting, stopping, beside }: TimeSpent): string {
  const share = (ms: number) => formatPercent(total === 0 ? 0 : Math.round((100 * ms) / total) / 100);
  return `${formatMinutes(total)}, ${share(measuring + warmingUp)} of it measuring (${share(measuring)}) or warming up (${share(warmingUp)}); starting ${share(starting)}, stopping ${share(stopping)}, calibration and the rest ${share(beside)}`;
}
