/**
 * Where the median of the service time says little. Its mean follows from throughput and the requests in flight (Little's
 * law); a median far below it is that of replies which came at once while others waited. Seen with a receive buffer of
 * 256 KiB: docs/methodology.md, "The load".
 */
import type { Row } from '../../analysis/analysis.ts';
import { nanoseconds } from '../../result/quantity.ts';
import { code } from '../markdown/text.ts';
import { formatQuantity } from './format.ts';

/** As a share of the mean. Two workers of a pool that take turns on one processor halve the median; that is no such case. */
const farBelow = 0.25;

/** One sentence for each such row, and one for what it comes from; empty where there is none, or no such metrics. */
export function unevenServiceTimes(rows: readonly Row[]): string[] {
  const found = rows.flatMap(({ cell, figures }) => {
    const median = figures.get('serviceTimeP50Ns');
    const mean = figures.get('serviceTimeMeanNs');
    if (median === undefined || mean === undefined || median.value >= farBelow * mean.value) return [];
    return [`${code(cell.arm)}: the mean service time is ${formatQuantity(mean.value, nanoseconds)}, by Little's law.`];
  });
  return found.length === 0 ? [] : [`${found.join(' ')} ${whatItIs}`];
}

const whatItIs =
  'A median far below the mean is that of replies that came at once, while other connections waited many times as long. With large messages one cause is known: the event loop of the client stays with a connection for up to 32 reads as long as its next reply is there already.';
