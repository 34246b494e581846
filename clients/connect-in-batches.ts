/** Connections that are being opened at the same time: below the backlog of any server of ours. */
const connectingAtOnce = 128;

/** Opens connections 0 … count − 1, some at a time. */
export async function connectInBatches(count: number, connect: (index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += connectingAtOnce) {
    const batch = Math.min(connectingAtOnce, count - from);
    await Promise.all(Array.from({ length: batch }, (_, at) => connect(from + at)));
  }
}
