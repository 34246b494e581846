/** What a server says when something of the system has run out: which, and what to do. */

const remedies: Readonly<Record<string, string>> = {
  EMFILE: 'no descriptor is free; raise the limit (ulimit -n), or use fewer workers',
  ENFILE: 'the system has no descriptor left (fs.file-max); close other programs, or raise it',
  ENOMEM: 'there is no memory; use fewer workers, or close other programs',
  ENOBUFS: 'the system has no memory for sockets; use fewer connections, or close other programs',
  EAGAIN: 'no thread or process more may be started; raise the limit (ulimit -u, pids.max), or use fewer workers',
};

/** In one sentence, or null when a message does not tell of a lack. Names of errors are in it, as in Node's own. */
export function lackIn(message: string): string | null {
  const name = /\b(EMFILE|ENFILE|ENOMEM|ENOBUFS|EAGAIN)\b/.exec(message)?.[0];
  if (name !== undefined) return remedies[name] as string;
  // Where modules are looked for, Node has words only.
  return message.includes('too many open files') ? (remedies['EMFILE'] as string) : null;
}
