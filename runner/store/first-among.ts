/** Asks the same of many things: the first answer that tells of a problem, or null when all is well. */
export function firstAmong<Thing>(
  things: readonly Thing[],
  problemOf: (thing: Thing, index: number) => string | null,
): string | null {
  for (const [index, thing] of things.entries()) {
    const problem = problemOf(thing, index);
    if (problem !== null) return problem;
  }
  return null;
}
