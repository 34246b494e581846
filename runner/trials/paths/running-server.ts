/** How somebody names a server that runs already, on another machine or on this one. */
import { formatEndpoint, parseEndpoint, type Endpoint } from '../../../protocol/endpoint.ts';
import { UserError } from '../../../protocol/flags.ts';

/** @throws UserError: `unix:PATH` is none, since a socket of this machine is no other machine's */
export function parseRunningServer(flag: string, value: string, argument: string): string {
  const endpoint = parsedOrNull(argument);
  if (endpoint?.kind === 'tcp') return formatEndpoint(endpoint);
  throw new UserError(
    `${flag} ${value}: use host:ADDRESS:PORT with the address of a server that runs, such as host:192.0.2.7:8000 or host:[2001:db8::7]:8000`,
  );
}

function parsedOrNull(argument: string): Endpoint | null {
  try {
    return parseEndpoint('host', argument, 'not-zero');
  } catch {
    // It names what would do for a flag that takes other endpoints, too.
    return null;
  }
}
