/** The thread of the pool: its task is a message, and the result its answer. */
import { workerData } from 'piscina';
import { currentThreadId } from '../../native/clocks.ts';
import type { ChannelSpec, Message } from '../channel.ts';
import { Answers } from '../far-events.ts';

const answers = new Answers(workerData as ChannelSpec, { carries: 'values' }, 'unordered');

export function answer(message: Message): Message | undefined {
  return answers.to(message);
}

/** By the kernel's number. */
export function threadId(): number {
  return currentThreadId();
}
