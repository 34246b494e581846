/** The far end of a channel on an event loop: it answers each message when it comes. */
import { ChannelError, type Channel, type ChannelSpec, type EventEnd, type Message } from './channel.ts';
import { createContent, depthOfCheck, type Content } from './content.ts';
import { windowFor } from './window.ts';

/** What the far end says to each message. */
export class Answers {
  readonly #spec: ChannelSpec;
  readonly #content: Content;
  readonly #acknowledgedEvery: number;
  readonly #numbers: { next(message: Message): number };
  #consumed = 0;

  /** @param order `unordered`: messages may overtake one another, and each has an answer */
  constructor(spec: ChannelSpec, channel: Pick<Channel, 'carries'>, order: 'ordered' | 'unordered' = 'ordered') {
    this.#spec = spec;
    const content = createContent(spec, channel);
    this.#content = content;
    this.#acknowledgedEvery = order === 'ordered' ? windowFor(spec.bytes).acknowledgedEvery : 1;
    this.#numbers = order === 'ordered' ? new InOrder() : new OnceEach(content);
  }

  /** Undefined: none. @throws ChannelError when it is no message that was due */
  to(message: Message): Message | undefined {
    const content = this.#content;
    if (content.isEnd(message)) {
      this.#consumed = 0;
      return content.end();
    }
    const sequence = this.#numbers.next(message);
    const depth = depthOfCheck(this.#spec.check, sequence);
    if (depth !== 'none') content.check(message, sequence, depth === 'whole');
    if (this.#spec.mode === 'pingpong') return content.echo(message);
    this.#consumed++;
    return this.#consumed % this.#acknowledgedEvery === 0 ? content.acknowledgement(this.#consumed) : undefined;
  }
}

/** The number that the next message has to have. */
class InOrder {
  #next = 0;

  next(): number {
    return this.#next++;
  }
}

/** The number that a message has, which has to be there once. */
class OnceEach {
  readonly #content: Content;
  /** All below have come, and those of the others that are there. */
  #below = 0;
  readonly #others = new Set<number>();

  constructor(content: Content) {
    this.#content = content;
  }

  /** @throws ChannelError for one that has come before */
  next(message: Message): number {
    const sequence = this.#content.sequenceOf(message);
    if (sequence < this.#below || this.#others.has(sequence)) {
      throw new ChannelError(`message ${sequence} came twice`);
    }
    this.#others.add(sequence);
    while (this.#others.delete(this.#below)) this.#below++;
    return sequence;
  }
}

/** Answers until the channel ends. `fail` is called with what was wrong with a message. */
export function answerMessages(end: EventEnd, answers: Answers, fail: (error: Error) => void): void {
  const onMessage = (message: Message) => {
    try {
      const answer = answers.to(message);
      if (answer === undefined) return;
      end.send(answer);
      end.flush();
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      fail(error);
    }
  };
  // The near end ends this one in its own time, also when the channel has ended.
  end.listen({ onMessage, onEnd: () => {} });
}
