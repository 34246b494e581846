/** What children that are gone have used: loaded only by servers whose children end, since libc costs memory. */

/**
 * A function that asks the kernel, in a few microseconds and without waiting, so that it can be part of a snapshot.
 * Zero where the platform does not let us ask; the time of ended children is then missing from the totals.
 */
export async function endedChildrenReader() {
  if (process.platform !== 'linux') return () => ({ userNs: 0, systemNs: 0, voluntary: 0, involuntary: 0 });
  const { readEndedChildren } = await import('./libc.ts');
  return readEndedChildren;
}
