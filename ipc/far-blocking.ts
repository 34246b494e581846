/** The far end of a channel whose calls wait: it serves one slice, and comes back to its event loop. */
import type { BlockingEnd, ChannelSpec } from './channel.ts';
import { depthOfCheck, type BytesContent } from './content.ts';
import { windowFor } from './window.ts';

export class BlockingFar {
  readonly #end: BlockingEnd;
  readonly #spec: ChannelSpec;
  readonly #content: BytesContent;
  #sequence = 0;

  constructor(end: BlockingEnd, spec: ChannelSpec, content: BytesContent) {
    this.#end = end;
    this.#spec = spec;
    this.#content = content;
  }

  /** Until the near end says that the slice is over. @throws ChannelError */
  serve(): void {
    if (this.#spec.mode === 'stream') this.#consume();
    else this.#echo();
    this.#end.send(this.#content.payload, 0, 0);
    this.#end.flush();
  }

  #echo(): void {
    const end = this.#end;
    while (this.#receive()) {
      end.send(end.bytes, end.start, end.end);
      end.flush();
      end.release();
    }
  }

  #consume(): void {
    const end = this.#end;
    const { acknowledgedEvery } = windowFor(this.#spec.bytes);
    let consumed = 0;
    while (this.#receive()) {
      // Who consumes messages has them: without that the bytes would never come to this end's processor.
      end.take();
      end.release();
      consumed++;
      if (consumed % acknowledgedEvery !== 0) continue;
      const acknowledgement = this.#content.acknowledgement(consumed);
      end.send(acknowledgement, 0, acknowledgement.length);
      end.flush();
    }
  }

  /** False at the end of the slice, whose message is released. */
  #receive(): boolean {
    const end = this.#end;
    end.receive();
    if (end.start === end.end) {
      end.release();
      return false;
    }
    const sequence = this.#sequence++;
    const depth = depthOfCheck(this.#spec.check, sequence);
    if (depth !== 'none') this.#content.checkRange(end.bytes, end.start, end.end, sequence, depth === 'whole');
    return true;
  }
}
