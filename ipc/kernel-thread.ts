/** Which thread this is, to whoever asks the kernel about it. */
import { libcUnavailable } from '../native/availability.ts';

/** Of the calling thread; null off Linux. */
export async function kernelThreadId(): Promise<number | null> {
  if (libcUnavailable !== null) return null;
  const { currentThreadId } = await import('../native/clocks.ts');
  return currentThreadId();
}
