/** Results after edits that no type checker saw, for the tests of whatever reads a file. */

/**
 * A copy after edits, each by its place in the file (`plan.groups.0.cells.1.kind`); undefined takes the property away.
 */
export function edited(value: unknown, edits: Readonly<Record<string, unknown>>): unknown {
  // As a file has it: what shares an object in memory does not there.
  const copy: unknown = JSON.parse(JSON.stringify(value));
  for (const [at, to] of Object.entries(edits)) {
    const keys = at.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], copy);
    if (to === undefined) delete (parent as Record<string, unknown>)[last];
    else (parent as Record<string, unknown>)[last] = to;
  }
  return copy;
}
