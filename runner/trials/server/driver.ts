/** What carries the client's connections: which one a trial asks for, and whether it was that one. Pure. */
import type { ServerSetup } from './setup.ts';

/** A run from before there was a choice goes on with what it began with. */
const firstDriver = 'net';

export function driverOf({ driver }: Pick<ServerSetup, 'driver'>): string {
  return driver ?? firstDriver;
}

/**
 * The processor time that a client takes depends on its driver, and on the whole machine the figures of the server do as well.
 *
 * @param used as the client's lines tell it
 * @throws Error when it was another one
 */
export function refuseOtherDriver(used: string, setup: Pick<ServerSetup, 'driver'>): void {
  const asked = driverOf(setup);
  if (used !== asked) throw new Error(`the client was asked for the driver ${asked} and used ${used}`);
}
