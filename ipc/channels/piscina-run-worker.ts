/** The thread of the pool: its task is a message, and the result its answer. */
import { workerData } from 'piscina';
import type { ChannelSpec, Message } from '../channel.ts';
import { Answers } from '../far-events.ts';
import { kernelThreadId } from '../kernel-thread.ts';

const answers = new Answers(workerData as ChannelSpec, { carries: 'values' }, 'unordered');

export function answer(message: Message): Message | undefined {
  return answers.to(message);
}

export function threadId(): Promise<number | null> {
  return kernelThreadId();
}
