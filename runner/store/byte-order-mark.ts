/** Files that an editor has saved with a byte-order mark, which JSON does not have (RFC 8259, section 8.1). */
import { UserError } from '../../protocol/flags.ts';
import { quoted } from '../../protocol/shell-word.ts';
import { pathForUser } from '../../native/user-folder.ts';

/** `text`: the file, or its beginning, read as UTF-8. @throws UserError that says what to strip, and how. */
export function refuseByteOrderMark(path: string, text: string): void {
  const file = quoted(pathForUser(path));
  const copy = quoted(pathForUser(`${path}.stripped`));
  if (text.startsWith('\uFEFF')) {
    const command = `tail -c +4 ${file} > ${copy} && mv ${copy} ${file}`;
    throw new UserError(
      `${path}: begins with a byte-order mark, which no JSON has: strip its first 3 bytes: ${command}`,
    );
  }
  // FF FE or FE FF are no UTF-8, and are read as two replacement characters.
  if (text.startsWith('\uFFFD\uFFFD')) {
    const command = `iconv -f UTF-16 -t UTF-8 ${file} > ${copy} && mv ${copy} ${file}`;
    throw new UserError(`${path}: was saved as UTF-16, and JSON is UTF-8: turn it back: ${command}`);
  }
}
