/**
 * Names for files and for tags of a log: ASCII letters, digits, `-` and `_`, whatever they are made of. There is no dot in
 * them: hdr-plot's legend ends at the first. Pure.
 */

/** File systems take 255 bytes; the rest is for endings. */
const longest = 180;

/** 'placement/0 → 1, 100 µs' is `placement-0-to-1-100-us`. Different texts can come out the same: see `distinct`. */
export function safeName(text: string): string {
  const plain = text
    // Decomposed, an é is an e with an accent, which goes, and the micro sign is the Greek letter.
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll('μ', 'u')
    .replaceAll('→', ' to ')
    .replaceAll('×', 'x')
    .replaceAll(/(?<=\d),(?=\d{3})/g, '')
    .replaceAll(/[^A-Za-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longest);
  return plain === '' ? 'unnamed' : plain;
}

/** Those that were there before get a number: no two are the same, even where a file system does not tell A from a. */
export function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}-${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
