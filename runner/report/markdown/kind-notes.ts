/**
 * What a reader has to know of a kind of trial: how a figure of it is to be read, and what it cannot answer. A kind that
 * nobody wrote about here gets the sentences that hold for every run.
 */
export interface KindNotes {
  /** How to read its figures: `**Processor time per message** is …`, in Markdown. */
  readonly reading: readonly string[];
  /** What its trials leave open, in Markdown. */
  readonly limits: readonly string[];
  /** The same in a few words, for a list within a sentence. */
  readonly brief: readonly string[];
}

const byKind: Readonly<Record<string, KindNotes>> = {
  server: {
    brief: ['TLS, HTTP, or networks beyond the paths named'],
    reading: [
      '**Processor time per message** is that of all of the server’s threads and processes, kernel time included. In a closed loop at saturation it is close to the reciprocal of throughput when the server has one processor.',
    ],
    limits: [
      'Anything about TLS or HTTP: the protocol is framed bytes over a plain socket.',
      'Anything about a network beyond the paths that the conditions name. Unless a path leads to another machine, the client runs on the same one, and shares its processors with the server or takes them away from it; the sender’s processor time pays for most of the receiver’s protocol work.',
    ],
  },
  channel: {
    brief: ['several senders on one channel, or ends that do other work as well'],
    reading: [
      '**Round trip** is from sending a message to having its whole reply, and the figure of a trial is the median of its own; **processor time per message** is that of both ends together, kernel time included. An end that spins while it waits uses its processor whether messages come or not: its round trip is short as long as it has that processor for itself.',
    ],
    limits: [
      'What several senders or receivers on one channel do to one another: there is one pair of ends, and in a ping-pong one message is in flight.',
      'What else the program would have to do: both ends do nothing but send and receive, so their code and their data stay in the caches.',
      'Anything about another placement than the one that stands in the conditions: which processors the ends are on can matter more than the channel.',
    ],
  },
};

export function notesOnKind(kind: string): KindNotes {
  return Object.hasOwn(byKind, kind) ? (byKind[kind] ?? none) : none;
}

const none: KindNotes = { reading: [], limits: [], brief: [] };
