/** What trials of a kind cannot answer, in a few words each. A kind that nobody wrote about here leaves open what every run does. */
const byKind: Readonly<Record<string, readonly string[]>> = {
  server: ['TLS, HTTP, or networks beyond the paths named'],
  channel: ['several senders on one channel, or ends that do other work as well'],
};

export function limitsOfKind(kind: string): readonly string[] {
  return Object.hasOwn(byKind, kind) ? (byKind[kind] ?? []) : [];
}
