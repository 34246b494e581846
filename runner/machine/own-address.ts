/** An address of this machine that is not loopback, for whoever wants to be reached as others would reach it. */
import type { NetworkInterfaceInfo } from 'node:os';

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * IPv4 first, since every program can be told one. A link-local address (RFC 3927, RFC 4291) means nothing without the
 * name of its interface, so none is taken. Null where there is no other.
 */
export function findOwnAddress(interfaces: Interfaces): string | null {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const outside = all.filter(({ internal, address }) => !internal && !/^(169\.254\.|fe[89ab][0-9a-f]:)/i.test(address));
  const chosen = outside.find(({ family }) => family === 'IPv4') ?? outside[0];
  return chosen?.address ?? null;
}
