/** The proof that packets took the path of a trial: the counters of the interface that they have to go through. Pure. */
import type { Slice } from './record.ts';
import type { ServerSetup } from './setup.ts';

/**
 * One sentence when less went through the client's interface, either way, than the payload of the replies that it counted
 * meanwhile; null when not, and where there is no interface.
 */
export function tookAnotherWay({ traffic, messages }: Slice, { path, payloadBytes }: ServerSetup): string | null {
  if (traffic === null || traffic === undefined) return null;
  const exchanged = messages * payloadBytes;
  const through = Math.min(traffic.sentBytes, traffic.receivedBytes);
  if (through >= exchanged) return null;
  return `path ${path}: ${exchanged} bytes were exchanged each way, and only ${through} of them went through the interface ${traffic.interface}: packets took another way`;
}
