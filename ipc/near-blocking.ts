/** The near end of a channel whose calls wait: loops that do nothing else until a slice is over. */
import type { LatencyRecorder } from '../latency/recorder.ts';
import { ChannelError, type BlockingEnd, type Check } from './channel.ts';
import { depthOfCheck, verifiedMessages, type BytesContent, type DepthOfCheck } from './content.ts';
import { nowNs, type Edges, type Near, type NearParts, type Stretch } from './near.ts';
import { windowFor, type Window } from './window.ts';

interface BlockingParts extends NearParts {
  readonly end: BlockingEnd;
  readonly content: BytesContent;
  /** Has the far end leave its event loop; it comes back when a slice ends. */
  readonly callFar: () => void;
}

/** With `--check none`. */
const exchangesPerClock = 16;

export class BlockingNear implements Near {
  readonly #end: BlockingEnd;
  readonly #content: BytesContent;
  readonly #recorder: LatencyRecorder;
  readonly #isStream: boolean;
  readonly #check: Check;
  readonly #window: Window;
  readonly #callFar: () => void;
  #sequence = 0;

  constructor({ spec, end, content, recorder, callFar }: BlockingParts) {
    this.#end = end;
    this.#content = content;
    this.#recorder = recorder;
    this.#isStream = spec.mode === 'stream';
    this.#check = spec.check;
    this.#window = windowFor(spec.bytes);
    this.#callFar = callFar;
  }

  async verify(): Promise<void> {
    this.#callFar();
    if (this.#isStream) for (let i = 0; i < verifiedMessages; i++) this.#sendNext();
    else for (let i = 0; i < verifiedMessages; i++) this.#exchange();
    this.#endSlice();
  }

  async run(ms: number, edges: Edges): Promise<Stretch> {
    this.#callFar();
    return this.#isStream ? this.#stream(ms, edges) : this.#pingPong(ms, edges);
  }

  #pingPong(ms: number, edges: Edges): Stretch {
    // The far end is on its way from its event loop.
    this.#exchange();
    const recorder = this.#recorder;
    // A yardstick reads no clock between round trips: then each of several counts as long as they took on average.
    const together = this.#check === 'none' ? exchangesPerClock : 1;
    edges.opened();
    const openedNs = nowNs();
    const untilNs = openedNs + ms * 1e6;
    let sentNs = openedNs;
    let messages = 0;
    do {
      for (let i = 0; i < together; i++) this.#exchange();
      const answeredNs = nowNs();
      for (let i = 0; i < together; i++) recorder.record((answeredNs - sentNs) / together);
      sentNs = answeredNs;
      messages += together;
    } while (sentNs < untilNs);
    edges.closed();
    this.#endSlice();
    return { windowNs: sentNs - openedNs, messages };
  }

  #stream(ms: number, edges: Edges): Stretch {
    const { messages: most, acknowledgedEvery, batch } = this.#window;
    // The far end is on its way from its event loop.
    for (let i = 0; i < acknowledgedEvery; i++) this.#sendNext();
    this.#end.flush();
    let acknowledged = this.#acknowledgement();
    let sent = acknowledged;
    edges.opened();
    const openedNs = nowNs();
    const untilNs = openedNs + ms * 1e6;
    do {
      for (; sent - acknowledged + batch <= most; sent += batch) {
        for (let i = 0; i < batch; i++) this.#sendNext();
        this.#end.flush();
      }
      acknowledged = this.#acknowledgement();
    } while (nowNs() < untilNs);
    this.#endSlice();
    const windowNs = nowNs() - openedNs;
    edges.closed();
    return { windowNs, messages: sent - acknowledgedEvery };
  }

  #exchange(): void {
    const end = this.#end;
    const sequence = this.#sequence;
    const depth = this.#sendNext();
    end.flush();
    end.receive();
    end.take();
    if (depth !== 'none') this.#content.checkRange(end.bytes, end.start, end.end, sequence, depth === 'whole');
    end.release();
  }

  /** Returns how much of it is compared. */
  #sendNext(): DepthOfCheck {
    const { payload } = this.#content;
    const sequence = this.#sequence++;
    const depth = depthOfCheck(this.#check, sequence);
    // The message is the payload, whose stamp this writes.
    if (depth !== 'none') this.#content.message(sequence);
    this.#end.send(payload, 0, payload.length);
    return depth;
  }

  #acknowledgement(): number {
    const end = this.#end;
    end.receive();
    const count = this.#content.countIn(end.bytes.subarray(end.start, end.end));
    end.release();
    return count;
  }

  /** Returns when the far end has consumed all that was sent, and is on its way back to its event loop. */
  #endSlice(): void {
    const end = this.#end;
    end.send(this.#content.payload, 0, 0);
    end.flush();
    for (;;) {
      end.receive();
      const length = end.end - end.start;
      end.release();
      if (length === 0) return;
      if (!this.#isStream) throw new ChannelError(`${length} bytes came that answer nothing`);
    }
  }
}
