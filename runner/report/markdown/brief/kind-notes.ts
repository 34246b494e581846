/** What trials of a kind cannot answer, in a line each. A kind that nobody wrote about here leaves open what every run does. */
const byKind: Readonly<Record<string, readonly string[]>> = {
  server: ['TLS, HTTP, or a network beyond the paths that are named.'],
  channel: ['Several senders on one channel, ends that do other work as well, or ends in other places.'],
};

export function limitsOfKind(kind: string): readonly string[] {
  return Object.hasOwn(byKind, kind) ? (byKind[kind] ?? []) : [];
}
