/** What a client says whose connections find no port. */
import { portsUsedUp } from '../native/local-ports.ts';

/** See there. */
export function noPort(): string {
  return portsUsedUp('use more --source-addresses or fewer new connections a second');
}
