/** Starting something on the processor of the far end. */
import { ChannelError, type CpuPair } from './channel.ts';

/** Threads and processes begin on the processors of the thread that starts them, all of their helper threads with them. */
export async function onFarCpu<Started>(cpus: CpuPair | null, start: () => Started): Promise<Started> {
  if (cpus === null) return start();
  const { bindThread } = await import('../native/libc.ts');
  const [near, far] = cpus;
  try {
    bindThread([far]);
  } catch (error) {
    throw new ChannelError(`processor ${far} cannot be used: ${(error as Error).message}`, { cause: error });
  }
  try {
    return start();
  } finally {
    bindThread([near]);
  }
}
