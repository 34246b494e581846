/** Claim 12: integers as ASCII, or in binary. */
import type { DeclaredClaim, Figure } from './claim.ts';

const values = {
  '0 or 1': 'zero-or-one',
  'mean 10': 'small',
  '16 bits, uniform': 'uniform-16-bit',
  '32 bits, uniform': 'uniform-32-bit',
  'timestamps in µs': 'timestamps',
} as const;
type Values = keyof typeof values;

const integers = 1000;

function arm(title: Values, form: 'ascii' | 'binary') {
  const parameters = { values: values[title], form, width: 8 };
  return { name: nameOf(title, form), setup: { observation: 'ascii-or-binary', parameters, takesMs: 60 } };
}

function nameOf(title: Values, form: 'ascii' | 'binary'): string {
  return `${title}, ${form === 'ascii' ? 'ASCII' : 'binary'}`;
}

const bytesOf = (title: Values): Figure => ({ arm: nameOf(title, 'ascii'), metric: 'bytes' });

export const asciiOrBinaryClaim: DeclaredClaim = {
  number: 12,
  name: 'ascii-or-binary',
  section: 'Binary Data',
  says: 'The ASCII form of binary data is frequently smaller, because a surprising amount of the time most integers are 0 or maybe 1: “0” is two bytes, a full 64-bit integer is eight.',
  test: `${integers} integers of several distributions, as decimal ASCII with a blank behind each, and as 64-bit binary: bytes, and processor time to encode and decode them all.`,
  mechanism:
    'ASCII takes a byte for each digit and one for the separator, so that it is shorter than eight bytes up to six digits, and shorter than four up to two. Which integers a program sends decides. Encoding divides an integer into its digits and decoding multiplies them together again, a few steps for each digit, where binary writes and reads eight bytes whatever their value.',
  sources: ['RFC 20, ASCII', 'ECMA-262, DataView', 'byteorder(3)'],
  figures: { bytes: `Size of ${integers} integers`, cpuNs: 'Processor time to encode and decode' },
  observed: [
    arm('0 or 1', 'ascii'),
    arm('0 or 1', 'binary'),
    arm('mean 10', 'ascii'),
    arm('16 bits, uniform', 'ascii'),
    arm('32 bits, uniform', 'ascii'),
    arm('timestamps in µs', 'ascii'),
  ],
  predictions: [
    {
      text: 'integers that are 0 or 1 are smaller in ASCII than in 64 bits',
      of: bytesOf('0 or 1'),
      most: 8 * integers,
    },
    {
      text: 'integers that are 0 or 1 are smaller in ASCII than in 32 bits too',
      of: bytesOf('0 or 1'),
      most: 4 * integers,
    },
    {
      text: 'any integers of 16 bits are smaller in ASCII than in 64',
      of: bytesOf('16 bits, uniform'),
      most: 8 * integers,
    },
    {
      text: 'any integers of 32 bits are smaller in ASCII than in 64',
      of: bytesOf('32 bits, uniform'),
      most: 8 * integers,
    },
    { text: 'timestamps are smaller in ASCII than in 64 bits', of: bytesOf('timestamps in µs'), most: 8 * integers },
    {
      text: 'ASCII costs no more than twice the processor time of binary, where integers are 0 or 1',
      of: { arm: nameOf('0 or 1', 'ascii'), metric: 'cpuNs' },
      against: { arm: nameOf('0 or 1', 'binary'), metric: 'cpuNs' },
      most: 2,
    },
  ],
};
