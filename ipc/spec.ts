/** The command line of the channel program, read into a spec. Everything that cannot work is refused here. */
import { allowedCpus } from '../native/affinity.ts';
import { libcUnavailable } from '../native/availability.ts';
import { parseCount, parseDurationMs, parseName, readFlags, text, UserError } from '../protocol/flags.ts';
import { stampedPayloadBytes } from '../protocol/stamp.ts';
import {
  checks,
  contentNames,
  encodings,
  modes,
  mostBytes,
  type Channel,
  type ChannelSpec,
  type ContentName,
  type CpuPair,
  type Encoding,
} from './channel.ts';
import { channelNames, channels, type ChannelName } from './channels/index.ts';

const usage = `usage: npm run ipc -- --channel NAME --mode pingpong|stream --bytes N     16 to ${mostBytes}
  [--content bytes|record|numbers|text]  default bytes; the others are objects, and take no --bytes
  [--encoding native|json|v8]            of objects: the channel's own values, JSON text, or v8.serialize;
                                         default native, which sockets and pipes do not have
  [--duration TIME]                      default 1s, after a warm-up
  [--cpus A,B]                           processors of the two ends: the same one, as 0,0, or two; without it: any
  [--check full|sample|none]             default sample: length and stamp of each message, all bytes of one in 64;
                                         none is for yardsticks, and reads the clock once in 16 round trips where ends block
  [--seed N]                             of the payload; default 1
  [--control stdin]                      obey go MS, warm and stop on standard input
  [--moved]                              it was started on the first of --cpus, and is the only one there: for programs
channels: ${channelNames.join(', ')}`;

const flagsOfProgram = {
  channel: text,
  mode: text,
  bytes: text,
  content: { ...text, default: 'bytes' },
  encoding: { ...text, default: 'native' },
  duration: { ...text, default: '1s' },
  cpus: text,
  check: { ...text, default: 'sample' },
  seed: { ...text, default: '1' },
  control: text,
  moved: { type: 'boolean', default: false },
} as const;

export interface ChannelCommand {
  readonly channel: ChannelName;
  readonly spec: ChannelSpec;
  readonly durationMs: number;
  /** Null: wherever the kernel puts them. */
  readonly cpus: CpuPair | null;
  readonly control: 'stdin' | 'none';
}

/** @throws UserError */
export function parseChannelCommand(args: readonly string[]): ChannelCommand {
  const flags = readFlags(args, flagsOfProgram, usage);
  if (flags.channel === undefined) {
    throw new UserError(`--channel is missing; use one of ${channelNames.join(', ')}`);
  }
  const name = parseName('--channel', flags.channel, channelNames);
  const channel: Channel = channels[name];
  if (flags.mode === undefined) throw new UserError('--mode is missing; use pingpong or stream');
  const mode = parseName('--mode', flags.mode, modes);
  const content = parseName('--content', flags.content, contentNames);
  const encoding = parseName('--encoding', flags.encoding, encodings);
  const bytes = parseBytes(flags.bytes, content, channel);
  const refused = whyNotCarried(channel, content, encoding);
  if (refused !== null) throw new UserError(`--content ${content} --encoding ${encoding}: ${refused}`);
  const supported = channel.supports();
  if (!supported.ok) throw new UserError(`--channel ${name}: ${supported.reason}`);
  return {
    channel: name,
    spec: {
      ...{ mode, content, encoding, bytes },
      check: parseName('--check', flags.check, checks),
      seed: parseCount('--seed', flags.seed, 0, 2 ** 32 - 1),
    },
    durationMs: parseDurationMs('--duration', flags.duration),
    cpus: flags.cpus === undefined ? null : parseCpuPair(flags.cpus, flags.moved),
    control: flags.control === undefined ? 'none' : parseName('--control', flags.control, ['stdin']),
  };
}

/** Why the channel cannot carry that; null where it can. */
export function whyNotCarried(
  { name, carries, takesObjects }: Channel,
  content: ContentName,
  encoding: Encoding,
): string | null {
  if (content === 'bytes') return encoding === 'native' ? null : 'bytes travel as they are; leave --encoding out';
  if (!takesObjects) return `${name} is measured with bytes only; use --content bytes`;
  if (carries === 'bytes') {
    return encoding === 'native' ? `${name} carries bytes, not values; use --encoding json or v8` : null;
  }
  return encoding === 'v8' ? `${name} serializes by itself; use --encoding native or json` : null;
}

function parseBytes(value: string | undefined, content: ContentName, { name, largestBytes }: Channel): number {
  if (content !== 'bytes') {
    if (value !== undefined) throw new UserError(`--bytes ${value}: ${content} has its own size; leave it out`);
    return 0;
  }
  if (value === undefined) {
    throw new UserError(`--bytes is missing; use a whole number from ${stampedPayloadBytes} to ${mostBytes}`);
  }
  const bytes = parseCount('--bytes', value, stampedPayloadBytes, mostBytes);
  if (bytes > largestBytes) throw new UserError(`--bytes ${value}: ${name} carries at most ${largestBytes}`);
  return bytes;
}

function parseCpuPair(value: string, hasMoved: boolean): CpuPair {
  const match = /^(\d{1,4}),(\d{1,4})$/.exec(value);
  if (match === null) throw new UserError(`--cpus ${value}: use two processor numbers, such as 0,1, or 0,0 for one`);
  if (libcUnavailable !== null) throw new UserError(`--cpus ${value}: ${libcUnavailable}`);
  const pair: CpuPair = [Number(match[1]), Number(match[2])];
  const all = allowedCpus();
  if (!hasMoved && !pair.every((cpu) => all.includes(cpu))) {
    throw new UserError(`--cpus ${value}: use processors that this process may use: ${all.join(',')}`);
  }
  return pair;
}
