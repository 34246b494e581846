/** The claims of the HOWTO, in the order in which they are counted. A new one is its file and one line here. */
import { backlogClaim } from './backlog.ts';
import type { DeclaredClaim } from './claim.ts';
import { flushClaim } from './flush.ts';
import { partialClaim } from './partial.ts';
import { splitHeadersClaim } from './split-headers.ts';

export const claims: readonly DeclaredClaim[] = [backlogClaim, partialClaim, splitHeadersClaim, flushClaim];
