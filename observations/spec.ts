/** The command line of the observing program, read into what is looked at. Everything that cannot work is refused here. */
import { parseEndpoint, type Endpoint } from '../protocol/endpoint.ts';
import { HelpAsked, parseCount, parseDurationMs, parseName, readFlags, text, UserError } from '../protocol/flags.ts';
import { userPath } from '../native/user-folder.ts';
import { observationNames, observations, supports, type ObservationName } from './index.ts';
import type { Observation, Parameters } from './observation.ts';

const usage = `usage: npm run observe -- --observation NAME
  [--set NAME=VALUE]…     what varies between its situations; --observation NAME --list tells what there is
  [--connect ADDRESS]     HOST:PORT or unix:PATH of a server of this suite, for those that look at one
  [--duration TIME]       default 100ms: it looks at least once, and again until that has passed
  [--seed N]              of payloads and orders; default 1
  [--control stdin]       obey observe MS and stop on standard input
  [--list]                what it observes, and what can be set, with the values that are usual
observations: ${observationNames.join(', ')}`;

/** Of `--list`. */
function describe(name: ObservationName, { description, parameters }: Observation): string {
  const usual = Object.entries(parameters).map(([parameter, value]) => `--set ${parameter}=${value}`);
  return [`${name}: ${description}`, ...usual].join('\n  ');
}

const flagsOfProgram = {
  observation: text,
  set: { ...text, multiple: true },
  connect: text,
  duration: { ...text, default: '100ms' },
  seed: { ...text, default: '1' },
  control: text,
  list: { type: 'boolean', default: false },
} as const;

export interface ObserveCommand {
  readonly name: ObservationName;
  readonly observation: Observation;
  readonly parameters: Parameters;
  readonly server: Endpoint | null;
  readonly durationMs: number;
  readonly seed: number;
  readonly control: 'stdin' | 'none';
}

/** @throws UserError; HelpAsked for `--help` and `--list` */
export async function parseObserveCommand(args: readonly string[]): Promise<ObserveCommand> {
  const flags = readFlags(args, flagsOfProgram, usage);
  if (flags.observation === undefined)
    throw new UserError(`--observation is missing; use one of ${observationNames.join(', ')}`);
  const name = parseName('--observation', flags.observation, observationNames);
  const supported = supports(name);
  if (!supported.ok) throw new UserError(`--observation ${name}: ${supported.reason}`);
  const observation = await observations[name].load();
  if (flags.list) throw new HelpAsked(describe(name, observation));
  if (observation.server === 'needed' && flags.connect === undefined)
    throw new UserError(`--connect is missing: ${name} looks at a server; start one with npm run serve`);
  if (observation.server === 'none' && flags.connect !== undefined)
    throw new UserError(`--connect ${flags.connect}: ${name} has both ends itself; leave it out`);
  return {
    name,
    observation,
    parameters: parseParameters(flags.set ?? [], observation),
    server: flags.connect === undefined ? null : parseEndpoint('--connect', flags.connect, 'not-zero', userPath),
    durationMs: parseDurationMs('--duration', flags.duration),
    seed: parseCount('--seed', flags.seed, 0, 2 ** 32 - 1),
    control: flags.control === undefined ? 'none' : parseName('--control', flags.control, ['stdin']),
  };
}

function parseParameters(settings: readonly string[], { parameters }: Observation): Parameters {
  const set = settings.map((setting): [string, string | number | boolean] => {
    const [name = '', ...rest] = setting.split('=');
    const usual = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (usual === undefined || rest.length === 0) {
      const known = Object.keys(parameters);
      const instead = known.length === 0 ? 'it has no parameters' : `use NAME=VALUE with ${known.join(', ')}`;
      throw new UserError(`--set ${setting}: ${instead}`);
    }
    return [name, parseValue(`--set ${name}`, rest.join('='), usual)];
  });
  return { ...parameters, ...Object.fromEntries(set) };
}

function parseValue(flag: string, value: string, usual: string | number | boolean): string | number | boolean {
  if (typeof usual === 'number') return parseCount(flag, value, 0, 2 ** 31 - 1);
  return typeof usual === 'boolean' ? parseName(flag, value, ['true', 'false']) === 'true' : value;
}
