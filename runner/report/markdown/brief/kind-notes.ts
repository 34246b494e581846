/**
 * What trials of a kind cannot answer, short enough to be read. A kind that nobody wrote about here gets the sentences that
 * hold for every run.
 */
export interface KindNotes {
  /** What its trials leave open, in Markdown. */
  readonly limits: readonly string[];
}

const byKind: Readonly<Record<string, KindNotes>> = {
  server: {
    limits: ['TLS, HTTP, or a network beyond the paths that are named.'],
  },
  channel: {
    limits: ['Several senders on one channel, ends that do other work as well, or other places of the ends.'],
  },
};

export function notesOnKind(kind: string): KindNotes {
  return Object.hasOwn(byKind, kind) ? (byKind[kind] ?? none) : none;
}

const none: KindNotes = { limits: [] };
