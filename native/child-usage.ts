/** What children that are gone have used: loaded only by servers whose children end, since libc costs memory. */
/** Zero where the platform does not let us ask; the time of ended children is then missing from the totals. */
export async function endedChildrenUsage(): Promise<{ readonly userNs: number; readonly systemNs: number }> {
  if (process.platform !== 'linux') return { userNs: 0, systemNs: 0 };
  const { readEndedChildren } = await import('./libc.ts');
  return readEndedChildren();
}
