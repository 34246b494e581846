/** `npm run list`: what there is, by name. Loads registries only, so that it answers at once. */
import { channels } from '../../ipc/channels/index.ts';
import { framings } from '../../protocol/framing/index.ts';
import { mixtures } from '../../protocol/requested-service.ts';
import { services } from '../../protocol/service.ts';
import { models } from '../../servers/models/index.ts';
import { experiments } from '../experiments/index.ts';
import { surveyNetwork } from '../machine/network.ts';
import { paths, spellingOf } from '../trials/paths/index.ts';
import type { Path } from '../trials/paths/path.ts';
import { capture } from '../trials/program.ts';

export interface Listed {
  readonly name: string;
  readonly description: string;
  readonly supported: boolean;
  readonly reason?: string;
}

export type List = Readonly<
  Record<'models' | 'framings' | 'services' | 'channels' | 'paths' | 'experiments', readonly Listed[]>
>;

/** What can be had of a network is found out meanwhile: it takes a twentieth of a second. */
export async function createList(surveyed = surveyNetwork(capture)): Promise<List> {
  const network = await surveyed;
  return {
    models: Object.values(models).map((model) => {
      const supported = model.supports({ transport: 'tcp' });
      return describe(model.name, `${model.description} [${model.classicName}]`, supported);
    }),
    framings: Object.values(framings).map(({ name, description }) => describe(name, description)),
    services: Object.entries({ ...services, ...mixtures }).map(([name, { description }]) =>
      describe(name, description),
    ),
    channels: Object.values(channels).map((channel) => describe(channel.name, channel.description, channel.supports())),
    paths: Object.values<Path>(paths).map((path) =>
      describe(spellingOf(path), path.description, path.available(network, path.parameter?.usual ?? '')),
    ),
    experiments: Object.values(experiments).map(({ name, description }) => describe(name, description)),
  };
}

export function formatList(list: List): string {
  const sections = Object.entries(list).filter(([, items]) => items.length > 0);
  const width = Math.max(...sections.flatMap(([, items]) => items.map(({ name }) => name.length)));
  return sections
    .map(([title, items]) => {
      const lines = items.map(({ name, description, supported, reason }) => {
        return `  ${name.padEnd(width)}  ${description}${supported ? '' : ` (not here: ${reason})`}`;
      });
      return [title, ...lines].join('\n');
    })
    .join('\n\n');
}

type Availability = { readonly ok: true } | { readonly ok: false; readonly reason: string };

function describe(name: string, description: string, availability: Availability = { ok: true }): Listed {
  return { name, description, supported: availability.ok, ...(!availability.ok && { reason: availability.reason }) };
}
