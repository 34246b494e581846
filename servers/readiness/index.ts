/** The system calls that our own loop can wait with, oldest first. A new one is its file and one line here. */
import { Epoll } from './epoll.ts';
import { Poll } from './poll.ts';
import type { Readiness } from './readiness.ts';
import { Select } from './select.ts';

export const readinessCalls = {
  select: () => new Select(),
  poll: () => new Poll(),
  epoll: () => new Epoll(),
} as const satisfies Record<string, () => Readiness>;

export type ReadinessCall = keyof typeof readinessCalls;
