/** What happened to a connection under load, for people. */
import { descriptorsUsedUp } from './descriptors.ts';
import { portsUsedUp } from './local-ports.ts';

const reset = () => 'closed by the server with a reset; it may serve no more connections at once, or have failed';

const losses: Readonly<Record<string, () => string>> = {
  ECONNRESET: reset,
  EPIPE: reset,
  ECONNREFUSED: () => 'refused; nobody listens any more',
  EADDRINUSE: () => portsUsedUp(),
  EADDRNOTAVAIL: () => portsUsedUp(),
  EMFILE: () => descriptorsUsedUp(),
};

/** One sentence without its full stop, with the system's name for it. */
export function explainLoss({ code, message }: NodeJS.ErrnoException): string {
  return code === undefined ? message : `${losses[code]?.() ?? message} (${code})`;
}
