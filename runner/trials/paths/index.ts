/** All network paths, in the order of lists, legends and tables. A new one is its file and one line here. */
import { UserError } from '../../../protocol/flags.ts';
import { host } from './host.ts';
import { loopback } from './loopback.ts';
import { ownAddress } from './own-address.ts';
import type { Path } from './path.ts';
import { ssh } from './ssh.ts';
import { unixSocket } from './unix-socket.ts';
import { vethDelay } from './veth-delay.ts';
import { vethOffload } from './veth-offload.ts';
import { vethRate } from './veth-rate.ts';
import { veth } from './veth.ts';

export const paths = {
  loopback,
  'own-address': ownAddress,
  'unix-socket': unixSocket,
  veth,
  'veth-offload': vethOffload,
  'veth-rate': vethRate,
  'veth-delay': vethDelay,
  host,
  ssh,
} as const satisfies Record<string, Path>;

const all: Readonly<Record<string, Path>> = paths;

/** A path with what follows its name, as the user writes it: `veth-rate:100`. */
export interface ChosenPath {
  readonly path: Path;
  /** Empty where it has no parameter. */
  readonly argument: string;
  /** As it is stored: the same for two spellings of one path. */
  readonly name: string;
}

/** @throws UserError that names the flag, the value and the values that would do */
export function parsePath(flag: string, value: string): ChosenPath {
  const [, name = '', rest] = /^([^:]*)(?::(.*))?$/s.exec(value) ?? [];
  const path = Object.hasOwn(all, name) ? all[name] : undefined;
  if (path === undefined) throw new UserError(`${flag} ${value}: unknown; use one of ${pathSpellings().join(', ')}`);
  const { parameter } = path;
  if (parameter === null) {
    if (rest !== undefined) throw new UserError(`${flag} ${value}: ${name} has nothing behind it; use ${name}`);
    return { path, argument: '', name };
  }
  if (rest === undefined || rest === '') {
    throw new UserError(`${flag} ${value}: use ${spellingOf(path)}`);
  }
  const argument = parameter.parse(flag, value, rest);
  return { path, argument, name: `${name}:${argument}` };
}

/** As an experiment on all paths takes it; null: only the user can name one of these. */
export function pathOf({ name, parameter }: Path): ChosenPath | null {
  if (parameter === null) return parsePath('path', name);
  return parameter.usual === null ? null : parsePath('path', `${name}:${parameter.usual}`);
}

/** What users write: `veth-rate:MBIT`. */
export function spellingOf({ name, parameter }: Path): string {
  return parameter === null ? name : `${name}:${parameter.placeholder}`;
}

export function pathSpellings(): readonly string[] {
  return Object.values(all).map(spellingOf);
}
