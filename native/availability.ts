/** Whether libc can be called here. Apart from libc.ts, so that asking loads nothing: `npm run list` asks everywhere. */
import type { Supported } from '../protocol/framing/framing.ts';

/** Why libc cannot be called here, or null where it can. */
export const libcUnavailable: string | null =
  process.platform === 'linux' ? null : `libc calls are written for Linux, this is ${process.platform}`;

/** The same, as an answer to `supports`. */
export const libcSupported: Supported =
  libcUnavailable === null ? { ok: true } : { ok: false, reason: libcUnavailable };
