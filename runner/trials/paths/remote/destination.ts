/** What ssh connects to, as the user names it, and where the checkout is there. */
import { UserError } from '../../../../protocol/flags.ts';

/**
 * OpenSSH refuses the same since 9.6: a leading hyphen would make it an option, and the rest would be read by a shell
 * where the user's config puts the name into a command. A result that is resumed names its destination, too, and may
 * come from somebody else.
 */
const unusable = /^-|[\s\p{Cc}'"`$\\;&<>|(){}]/u;

/** @throws UserError, which names what was typed */
export function checkDestination(typed: string, destination: string): string {
  if (destination !== '' && !unusable.test(destination)) return destination;
  throw new UserError(
    `${typed}: use ssh:DESTINATION with a host, USER@HOST, or better an alias of ~/.ssh/config, ` +
      'which does not begin with - and has no blanks, quotes or other signs of a shell in it',
  );
}

const usualRemoteDir = 'echobench';

/** @throws UserError */
export function checkRemoteDir(folder: string | null): string {
  if (folder === null) return usualRemoteDir;
  if (folder !== '' && !/\p{Cc}/u.test(folder)) return folder;
  throw new UserError(`--remote-dir ${JSON.stringify(folder)}: name the folder of the checkout on the other machine`);
}
