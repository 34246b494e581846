/** The claims of the HOWTO, in the order in which they are counted. A new one is its file and one line here. */
import { backlogClaim } from './backlog.ts';
import { closeClaim } from './close.ts';
import type { DeclaredClaim } from './claim.ts';
import { killClaim } from './kill.ts';
import { readinessClaim } from './readiness.ts';

export const claims: readonly DeclaredClaim[] = [backlogClaim, closeClaim, killClaim, readinessClaim];
