/** The first thing that is wrong in a file, as 'place in the file: what is wrong': one sentence is all that a user gets. */

export function repeated(names: readonly { readonly name: string; readonly place: string }[]): string | null {
  const seen = new Set<string>();
  return firstProblem(names, ({ name, place }) => {
    if (seen.has(name)) return `${place}: ${name} is there twice`;
    seen.add(name);
    return null;
  });
}

export function firstProblem<Item>(items: readonly Item[], problemOf: (item: Item, index: number) => string | null) {
  for (const [index, item] of items.entries()) {
    const problem = problemOf(item, index);
    if (problem !== null) return problem;
  }
  return null;
}
