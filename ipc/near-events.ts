/** The near end of a channel on an event loop: each answer brings about what is sent next. */
import type { LatencyRecorder } from '../latency/recorder.ts';
import { ChannelError, PeerGoneError, type Check, type EventEnd, type Message } from './channel.ts';
import { depthOfCheck, verifiedMessages, type Content } from './content.ts';
import { nowNs, type Edges, type Near, type NearParts, type Stretch } from './near.ts';
import { windowFor, type Window } from './window.ts';

interface EventParts extends NearParts {
  readonly end: EventEnd;
  readonly content: Content;
  /** See `longestSilenceMs`. */
  readonly silenceMs?: number;
}

/**
 * A far end that lives and says nothing for so long has lost a message, or is stopped: the slice fails, or this program would
 * wait for ever and outlive whoever started it. A megabyte as JSON takes less than a second.
 */
const longestSilenceMs = 20_000;

/** What happens in a slice before and after the measured window. */
type Phase = 'idle' | 'ramp' | 'measure' | 'drain';

const noEdges: Edges = { opened: () => {}, closed: () => {} };

export class EventNear implements Near {
  readonly #end: EventEnd;
  readonly #content: Content;
  readonly #recorder: LatencyRecorder;
  readonly #isStream: boolean;
  readonly #check: Check;
  readonly #window: Window;
  readonly #silenceMs: number;
  #sequence = 0;
  /** Sequence number of the reply that comes next. */
  #expected = 0;
  #phase: Phase = 'idle';
  #edges = noEdges;
  #mostMs = 0;
  #mostMessages = Number.POSITIVE_INFINITY;
  #openedNs = 0;
  #sentNs = 0;
  #sent = 0;
  #acknowledged = 0;
  #slice = Promise.withResolvers<Stretch>();
  #failure: Error | undefined;

  constructor({ spec, end, content, recorder, silenceMs = longestSilenceMs }: EventParts) {
    this.#end = end;
    this.#content = content;
    this.#recorder = recorder;
    this.#isStream = spec.mode === 'stream';
    this.#check = spec.check;
    this.#window = windowFor(spec.bytes);
    this.#silenceMs = silenceMs;
    this.#slice.promise.catch(() => {});
    end.listen({ onMessage: (message) => this.#take(message), onEnd: (error) => this.#fail(error) });
  }

  async verify(): Promise<void> {
    this.#mostMessages = verifiedMessages;
    try {
      await this.run(Number.POSITIVE_INFINITY, noEdges);
    } finally {
      this.#mostMessages = Number.POSITIVE_INFINITY;
      this.#recorder.clear();
    }
  }

  async run(ms: number, edges: Edges): Promise<Stretch> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#slice = Promise.withResolvers();
    this.#edges = edges;
    this.#mostMs = ms;
    this.#sent = 0;
    this.#acknowledged = 0;
    this.#phase = 'ramp';
    if (this.#isStream) for (; this.#sent < this.#window.acknowledgedEvery; this.#sent++) this.#sendNext(null);
    else this.#sendNext(null);
    this.#end.flush();
    const watch = this.#watchForSilence();
    try {
      return await this.#slice.promise;
    } finally {
      clearInterval(watch);
    }
  }

  /** Nothing on the way of a message is written down for this: answers show in what is counted anyway. */
  #watchForSilence(): NodeJS.Timeout {
    const answered = () => `${this.#phase} ${this.#expected} ${this.#acknowledged}`;
    let before = answered();
    return setInterval(() => {
      const now = answered();
      if (now === before) this.#fail(new ChannelError(`the far end has said nothing for ${this.#silenceMs / 1000} s`));
      before = now;
    }, this.#silenceMs);
  }

  #take(message: Message): void {
    try {
      if (this.#isStream) this.#takeAcknowledgement(message);
      else this.#takeReply(message);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #takeReply(message: Message): void {
    const content = this.#content;
    if (content.isEnd(message)) return this.#finish({ windowNs: this.#sentNs - this.#openedNs, messages: this.#sent });
    const sequence = this.#expected++;
    const depth = depthOfCheck(this.#check, sequence);
    if (depth !== 'none') content.check(message, sequence, depth === 'whole');
    if (this.#phase === 'ramp') {
      this.#open();
      this.#sentNs = this.#openedNs;
    } else if (this.#phase === 'measure') {
      const answeredNs = nowNs();
      this.#recorder.record(answeredNs - this.#sentNs);
      this.#sentNs = answeredNs;
      this.#sent++;
      if (this.#isOver(answeredNs)) {
        this.#edges.closed();
        return this.#drain();
      }
    } else throw new ChannelError('a message came that answers nothing');
    this.#sendNext(message);
    this.#end.flush();
  }

  #takeAcknowledgement(message: Message): void {
    const content = this.#content;
    if (content.isEnd(message)) {
      if (this.#phase !== 'drain') throw new ChannelError('the far end ended a slice that goes on');
      const windowNs = nowNs() - this.#openedNs;
      this.#edges.closed();
      return this.#finish({ windowNs, messages: this.#sent - this.#window.acknowledgedEvery });
    }
    this.#acknowledged = content.countIn(message);
    if (this.#phase === 'ramp' && this.#acknowledged === this.#sent) this.#open();
    if (this.#phase === 'measure') this.#fill();
    else if (this.#phase === 'drain' && this.#end.isUnordered) this.#drain();
  }

  /** As many as the window has room for, in batches. */
  #fill(): void {
    if (this.#isOver(nowNs())) return this.#drain();
    const { messages: most, batch } = this.#window;
    for (; this.#sent - this.#acknowledged + batch <= most; this.#sent += batch) {
      for (let i = 0; i < batch; i++) this.#sendNext(null);
      this.#end.flush();
    }
  }

  #isOver(atNs: number): boolean {
    return atNs - this.#openedNs >= this.#mostMs * 1e6 || this.#sent >= this.#mostMessages;
  }

  #open(): void {
    this.#edges.opened();
    this.#phase = 'measure';
    this.#openedNs = nowNs();
  }

  #drain(): void {
    this.#phase = 'drain';
    // It could overtake what it is to end.
    if (this.#end.isUnordered && this.#acknowledged < this.#sent && this.#isStream) return;
    this.#end.send(this.#content.end());
    this.#end.flush();
  }

  /** @param received a message of which the end may use the memory; null: none */
  #sendNext(received: Message | null): void {
    const sequence = this.#sequence++;
    const isFresh = !this.#end.givesAway || received === null;
    const message = isFresh ? this.#content.message(sequence) : this.#content.reuse(received, sequence);
    this.#end.send(this.#end.givesAway && isFresh ? this.#content.copy(message) : message);
  }

  #finish(stretch: Stretch): void {
    this.#phase = 'idle';
    this.#slice.resolve(stretch);
  }

  #fail(error: Error): void {
    this.#failure ??= error instanceof ChannelError ? error : new PeerGoneError(error.message);
    this.#slice.reject(this.#failure);
  }
}
