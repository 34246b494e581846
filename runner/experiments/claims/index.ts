/** The claims of the HOWTO, in the order in which they are counted. A new one is its file and one line here. */
import { asciiOrBinaryClaim } from './ascii-or-binary.ts';
import { backlogClaim } from './backlog.ts';
import { blockedThreadClaim } from './blocked-thread.ts';
import { chunkSizeClaim } from './chunk-size.ts';
import type { DeclaredClaim } from './claim.ts';
import { closeClaim } from './close.ts';
import { flushClaim } from './flush.ts';
import { framingsClaim } from './framings.ts';
import { halfCloseClaim } from './half-close.ts';
import { killClaim } from './kill.ts';
import { loopbackShortcutClaim } from './loopback-shortcut.ts';
import { oneExchangeClaim } from './one-exchange.ts';
import { partialClaim } from './partial.ts';
import { pipesSharedMemoryClaim } from './pipes-shared-memory.ts';
import { pollingClaim } from './polling.ts';
import { readinessClaim } from './readiness.ts';
import { silenceClaim } from './silence.ts';
import { splitHeadersClaim } from './split-headers.ts';
import { threadsCheaperClaim } from './threads-cheaper.ts';
import { threeWaysClaim } from './three-ways.ts';
import { visibilityClaim } from './visibility.ts';

export const claims: readonly DeclaredClaim[] = [
  threeWaysClaim,
  threadsCheaperClaim,
  pipesSharedMemoryClaim,
  loopbackShortcutClaim,
  visibilityClaim,
  backlogClaim,
  oneExchangeClaim,
  partialClaim,
  splitHeadersClaim,
  framingsClaim,
  chunkSizeClaim,
  asciiOrBinaryClaim,
  halfCloseClaim,
  closeClaim,
  silenceClaim,
  blockedThreadClaim,
  killClaim,
  pollingClaim,
  readinessClaim,
  flushClaim,
];
