/** How many messages of a stream may be on their way, and how often the far end acknowledges them. */

/** So many bytes, as far as that is a sensible number of messages. */
const windowBytes = 2 ** 20;
const fewest = 2;
const most = 1024;
/** Messages that are handed over together; the window is filled in several such steps. */
const largestBatch = 64;

export interface Window {
  /** Sent and not yet acknowledged. */
  readonly messages: number;
  /** The far end acknowledges each time that it has consumed so many. */
  readonly acknowledgedEvery: number;
  /** The near end hands over so many at a time. */
  readonly batch: number;
}

/** @param bytes length of a message; 0 where nobody knows it */
export function windowFor(bytes: number): Window {
  const messages = Math.min(most, Math.max(fewest, Math.floor(windowBytes / Math.max(1, bytes))));
  const acknowledgedEvery = Math.floor(messages / 2);
  return { messages, acknowledgedEvery, batch: Math.min(largestBatch, acknowledgedEvery) };
}
