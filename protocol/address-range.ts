/** Consecutive IPv4 addresses, written as the first and the last of them: `198.18.1.1-198.18.1.64`. */
import { UserError } from './flags.ts';

const most = 1024;

/** @throws UserError that names the flag, the value and what would do */
export function parseAddressRange(flag: string, value: string): readonly string[] {
  const [first = '', last = first, ...more] = value.split('-');
  const [from, to] = [numberOf(first), numberOf(last)];
  if (more.length > 0 || from === null || to === null || to < from || to - from >= most) {
    throw new UserError(
      `${flag} ${value}: use up to ${most} addresses as FIRST-LAST, such as 127.0.1.1-127.0.1.64, or a single one`,
    );
  }
  return Array.from({ length: to - from + 1 }, (_, at) => addressOf(from + at));
}

/** The spelling that `parseAddressRange` reads. At least one, consecutive. */
export function formatAddressRange(addresses: readonly string[]): string {
  const [first] = addresses;
  return addresses.length === 1 ? `${first}` : `${first}-${addresses.at(-1)}`;
}

/** Null where it is none. */
function numberOf(address: string): number | null {
  const parts = address.split('.');
  const isAddress =
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isAddress ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : null;
}

function addressOf(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
