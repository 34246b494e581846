/** Words of a command that a person pastes into a POSIX shell. Pure. */

/** The word as a shell reads it: as it is where nothing in it means something to a shell, else in single quotes. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
