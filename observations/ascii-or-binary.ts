/** What a thousand integers take as decimal ASCII and in binary: bytes on the wire, and processor time to encode and decode them. */
import { parseName, UserError } from '../protocol/flags.ts';
import { createRandom } from '../protocol/random.ts';
import {
  decodeAscii,
  decodeBinary,
  distributionNames,
  encodeAscii,
  encodeBinary,
  integersOf,
  type Distribution,
  type Width,
} from './integers.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';

const integers = 1000;
/** So that the compiler is done with it before it is timed; and enough for a clock of microseconds. */
const warmUps = 300;
const repeats = 200;

interface Form {
  encode(values: readonly number[]): Uint8Array;
  decode(bytes: Uint8Array): readonly number[];
}

export const asciiOrBinary = defineObservation({
  name: 'ascii-or-binary',
  description:
    'a thousand integers in ascii or binary: bytes, processor time to encode and decode, share that is shorter in ASCII',
  parameters: { values: 'zero-or-one', form: 'ascii', width: 8 },
  server: 'none',
  open: async ({ values, form: name, width: bytes }, { seed }): Promise<Observing> => {
    const distribution = parseName('--set values', values, distributionNames);
    const form = forms(widthFor(bytes, distribution))[parseName('--set form', name, ['ascii', 'binary'])];
    const sample = integersOf(distribution, integers, createRandom(seed, 'integers'));
    repeat(form, sample, warmUps);
    return {
      observe: async () => observe(form, sample, bytes),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

function widthFor(bytes: number, distribution: Distribution): Width {
  if (bytes !== 4 && bytes !== 8) throw new UserError(`--set width=${bytes}: use 4 or 8 bytes`);
  if (bytes === 4 && distribution === 'timestamps') {
    throw new UserError('--set width=4: timestamps do not fit; use --set width=8, or other values');
  }
  return bytes;
}

function forms(width: Width): Readonly<Record<'ascii' | 'binary', Form>> {
  return {
    ascii: { encode: encodeAscii, decode: decodeAscii },
    binary: { encode: (values) => encodeBinary(values, width), decode: (bytes) => decodeBinary(bytes, width) },
  };
}

function observe(form: Form, sample: readonly number[], width: number): Seen {
  const before = process.threadCpuUsage();
  const decoded = repeat(form, sample, repeats);
  const { user, system } = process.threadCpuUsage(before);
  const wrong = sample.findIndex((value, at) => decoded[at] !== value);
  if (wrong !== -1 || decoded.length !== sample.length)
    throw new Error(`of ${sample.length} integers, number ${wrong} was decoded as another one`);
  return {
    share: { events: sample.filter((value) => encodeAscii([value]).length < width).length, of: sample.length },
    bytes: form.encode(sample).length,
    cpuNs: (1000 * (user + system)) / repeats,
  };
}

/** @returns what came out of the last time */
function repeat(form: Form, sample: readonly number[], times: number): readonly number[] {
  let decoded: readonly number[] = [];
  for (let time = 0; time < times; time++) decoded = form.decode(form.encode(sample));
  return decoded;
}
