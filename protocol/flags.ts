/**
 * How the programs read what a person typed: counts, durations, names. Every refusal is one sentence that names the
 * flag, the value and the values that would do. Pure.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Something the user wrote cannot be done. Shown as its message alone, without a stack. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** `--help`: the usage, which is no refusal. Programs print it on stdout and exit with 0. */
export class HelpAsked extends UserError {
  override readonly name = 'HelpAsked';
}

/** One of a fixed set of names, as `--model event-loop`. */
export function parseName<Name extends string>(flag: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new UserError(`${flag} ${value}: unknown; use one of ${names.join(', ')}`);
  return found;
}

/** A whole number in [min, max]. */
export function parseCount(flag: string, value: string, min: number, max: number): number {
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < min || count > max) {
    throw new UserError(`${flag} ${value}: use a whole number from ${min} to ${max}`);
  }
  return count;
}

const msPerUnit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A duration such as `200ms`, `1.5s`, `10m`, in milliseconds; more than zero, at most a day. */
export function parseDurationMs(flag: string, value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value);
  const ms = match === null ? Number.NaN : Number(match[1]) * msPerUnit[match[2] as keyof typeof msPerUnit];
  if (!(ms > 0 && ms <= 24 * msPerUnit.h)) {
    throw new UserError(`${flag} ${value}: use a number with its unit, such as 500ms, 2s, 10m or 1h`);
  }
  return ms;
}

/** A processor list as taskset(1) has it: `0`, `0,2`, `1-3`. Sorted, without duplicates. */
export function parseCpuList(flag: string, value: string): readonly number[] {
  const cpus = new Set<number>();
  for (const part of value.split(',')) {
    const match = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (match === null || last < first) {
      throw new UserError(`${flag} ${value}: use processor numbers such as 0 or 0,2 or 1-3`);
    }
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return [...cpus].toSorted((a, b) => a - b);
}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The flags of a program, by their names, and `--help` or `-h`.
 * @throws UserError for one that it does not have, with its usage
 * @throws HelpAsked
 */
export function readFlags<const Wanted extends Options>(
  args: readonly string[],
  options: Wanted,
  usage: string,
): ReturnType<typeof parseArgs<{ readonly options: Wanted }>>['values'] {
  const help = { type: 'boolean', short: 'h' } as const;
  let values: ReturnType<typeof parseArgs>['values'];
  try {
    ({ values } = parseArgs({ args: withValuesJoined(args, options), options: { ...options, help } }));
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n${usage}`, { cause: error });
  }
  const { help: isHelpAsked, ...wanted } = values;
  if (isHelpAsked === true) throw new HelpAsked(usage);
  return wanted as ReturnType<typeof parseArgs<{ readonly options: Wanted }>>['values'];
}

/** `--connections -1` as `--connections=-1`: parseArgs would take the number for a flag, and not say which numbers would do. */
function withValuesJoined(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const flag = joined.at(-1) ?? '';
    const isValue = /^-[\d.]/.test(arg) && flag.startsWith('--') && options[flag.slice(2)]?.type === 'string';
    if (isValue) joined[joined.length - 1] = `${flag}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Of a flag whose value is read by whoever has it. */
export const text = { type: 'string' } as const;
