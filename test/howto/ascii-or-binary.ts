/**
 * Is an integer shorter as ASCII? A program to read and to try: `node test/howto/ascii-or-binary.ts 0 1 1000 4294967295` shows
 * both forms of each on the wire; without arguments, what a thousand integers of each distribution take.
 */
import { distributionNames, encodeAscii, encodeBinary, integersOf, type Width } from '../../observations/integers.ts';
import { createRandom } from '../../protocol/random.ts';

const widths: readonly Width[] = [4, 8];

/** `1000: ASCII 31 30 30 30 20 (5 B), binary 00 00 00 00 00 00 03 e8 (8 B)` */
export function bothForms(value: number): string {
  const [ascii, binary] = [encodeAscii([value]), encodeBinary([value], 8)].map(
    (bytes) => `${bytes.toHex().replaceAll(/(?<=..)(..)/g, ' $1')} (${bytes.length} B)`,
  );
  return `${value}: ASCII ${ascii}, binary ${binary}`;
}

/** `zero-or-one: ASCII 2.0 B an integer, binary 4 or 8 B` */
export function bytesOfEach(): readonly string[] {
  return distributionNames.map((name) => {
    const values = integersOf(name, 1000, createRandom(1));
    const each = encodeAscii(values).length / values.length;
    const fitting = widths.filter((width) => values.every((value) => value < 2 ** (8 * width)));
    return `${name}: ASCII ${each.toFixed(1)} B an integer, binary ${fitting.join(' or ')} B`;
  });
}

if (import.meta.main) {
  const values = process.argv.slice(2).map(Number);
  if (!values.every((value) => Number.isSafeInteger(value) && value >= 0)) {
    console.error(`${process.argv.slice(2).join(' ')}: use whole numbers from 0 to 2^53 - 1`);
    process.exitCode = 2;
  } else console.log((values.length === 0 ? bytesOfEach() : values.map(bothForms)).join('\n'));
}
