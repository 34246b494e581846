/** All network paths, in the order of lists, legends and tables. A new one is its file and one line here. */
import { loopback } from './loopback.ts';
import type { Path } from './path.ts';

export const paths = { loopback } as const satisfies Record<string, Path>;

export type PathName = keyof typeof paths;
