/** An end that hands on values one by one, as ports and processes do. */
import type { EventEnd } from './channel.ts';

type ValueEnd = Pick<EventEnd, 'send' | 'listen' | 'close'> & Partial<Pick<EventEnd, 'givesAway' | 'isUnordered'>>;

/** An end of what differs from channel to channel. */
export function valueEnd(end: ValueEnd): EventEnd {
  return { kind: 'event', givesAway: false, isUnordered: false, flush: () => {}, ...end };
}
