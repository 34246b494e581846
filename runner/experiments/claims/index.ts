/** The claims of the HOWTO, in the order in which they are counted. A new one is its file and one line here. */
import { backlogClaim } from './backlog.ts';
import type { DeclaredClaim } from './claim.ts';
import { halfCloseClaim } from './half-close.ts';
import { silenceClaim } from './silence.ts';
import { visibilityClaim } from './visibility.ts';

export const claims: readonly DeclaredClaim[] = [visibilityClaim, backlogClaim, halfCloseClaim, silenceClaim];
