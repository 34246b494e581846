/** The path of one trial from here to another machine: its server is started there, its client here. */
import { formatEndpoint } from '../../../../protocol/endpoint.ts';
import { describePath } from '../describe.ts';
import type { PathEnd, PathEnvironment } from '../environment.ts';
import type { OpenPath } from '../path.ts';
import { readTraffic } from '../traffic.ts';
import { here } from '../../place.ts';
import type { AgentConnection } from './agent-connection.ts';
import type { Session } from './sessions.ts';

/** @param through the interface here by which that machine is reached; null: nobody tells */
export function openRemotePath(agent: AgentConnection, session: Session, through: string | null): OpenPath {
  return {
    server: { listen: formatEndpoint({ kind: 'tcp', host: agent.address, port: 0 }), place: session.place },
    client: { place: here, sourceAddresses: null },
    machine: agent.machine,
    traffic: () => (through === null ? null : readTraffic('/proc/self/net/dev', through)),
    describe: async (endpoint) => {
      const [near, far] = await Promise.all([
        through === null ? null : describePath([{ end: 'client', interface: through, behind: [] }], endpoint),
        agent.describe(),
      ]);
      return bothEnds(near, far);
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** The connection as the client's end tells of it, as on every path. */
function bothEnds(near: PathEnvironment | null, far: readonly PathEnd[]): PathEnvironment | null {
  const ends = [...(near?.ends ?? []), ...far];
  return ends.length === 0 ? null : { ends, connection: near?.connection ?? null };
}
