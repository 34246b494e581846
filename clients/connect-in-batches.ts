/** Connections that are being opened at the same time: below the backlog of any server of ours. */
const connectingAtOnce = 128;

/**
 * Opens connections 0 … count − 1, some at a time. `untilAccepted` is waited for between two batches: the kernel says that a
 * connection is there when it waits to be accepted, and what does not fit into a full queue tries again a second later,
 * then two, then four [19,000 connections from two processes took a server 16 s in place of 2].
 */
export async function connectInBatches(
  count: number,
  connect: (index: number) => Promise<void>,
  untilAccepted: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (let from = 0; from < count; from += connectingAtOnce) {
    if (from > 0) await untilAccepted();
    const batch = Math.min(connectingAtOnce, count - from);
    await Promise.all(Array.from({ length: batch }, (_, at) => connect(from + at)));
  }
}
