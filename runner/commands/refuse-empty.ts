/** Flags that were given, and are empty. */
import { UserError } from '../../protocol/flags.ts';

/** What an unset variable of a shell leaves, and would mean the folder that the user is in. */
export function refuseEmpty(flag: string, value: string | undefined, advice: string): void {
  if (value === '') throw new UserError(`${flag} "": is empty; ${advice}`);
}
