/** Mixtures are read as they are written, and whatever does not add up is refused in one sentence that says why. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from './flags.ts';
import { formatRequestedService, parseRequestedService, serviceOfServer } from './requested-service.ts';
import { parseService } from './service.ts';

const parse = (value: string) => parseRequestedService('--service', value);

test('a mixture has its classes in the order of the command line', () => {
  expect(parse('mix:99*10,1*100000')).toEqual({
    kind: 'mix',
    classes: [
      { share: 99, iterations: 10 },
      { share: 1, iterations: 100_000 },
    ],
  });
});

test.each([
  'mix:99*10,1*100000',
  'mix:99.9*0,0.1*16777215',
  'mix:0.000001*1,99.999999*2',
  'mix:10*1,20*2,70*3',
  'mix:12.5*1,12.5*2,12.5*3,12.5*4,12.5*5,12.5*6,12.5*7,12.5*8',
  // Not 100 in binary: 99.99999999999999.
  'mix:33.3*1,33.3*2,33.4*3',
  'echo',
  'work:0',
  'work:16777215',
])('%s is read as it is written', (value) => {
  expect(formatRequestedService(parse(value))).toBe(value);
});

test('shares of any six decimals that add up are taken, whatever their binary form loses', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 14_000_000 }), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(parts, (millionths) => {
      const rest = 100_000_000 - millionths.reduce((sum, one) => sum + one, 0);
      const shares = [...millionths, rest].map((one) => (one / 1e6).toFixed(6));
      const service = parse(`mix:${shares.map((share, index) => `${share}*${index}`).join(',')}`);
      expect(service).toMatchObject({ classes: shares.map((share) => ({ share: Number(share) })) });
      expect(parse(formatRequestedService(service))).toEqual(service);
    }),
  );
});

const form = 'is not SHARE*N: a percentage with at most 6 decimals and a whole number; use 99.9*10, for example';
const number = 'use 2 to 8 classes, separated by commas, such as mix:99*10,1*100000';
test.each([
  ['mix:97*10,1*100000', 'shares add up to 98, not 100; use percentages of all requests'],
  ['mix:99*10,1.1*100000', 'shares add up to 100.1, not 100; use percentages of all requests'],
  ['mix:33.333333*1,33.333333*2,33.333333*3', 'shares add up to 99.999999, not 100; use percentages of all requests'],
  ['mix:', number],
  ['mix:100*10', number],
  ['mix:20*1,10*2,10*3,10*4,10*5,10*6,10*7,10*8,10*9', number],
  ['mix:0*10,100*20', "'0*10' has no share; use more than 0, or leave it out"],
  ['mix:100*10,0.0*20', "'0.0*20' has no share; use more than 0, or leave it out"],
  ['mix:99*10,1*16777216', "'1*16777216' asks for too many rounds; use N from 0 to 16777215"],
  ['mix:99*10,1*99999999', "'1*99999999' asks for too many rounds; use N from 0 to 16777215"],
  ['mix:99*10,', `'' ${form}`],
  ['mix:99*10,1', `'1' ${form}`],
  ['mix:99*10,1x5', `'1x5' ${form}`],
  ['mix:101*10,-1*5', `'-1*5' ${form}`],
  ['mix:99*10,1*-5', `'1*-5' ${form}`],
  ['mix:99*10,1*0.5', `'1*0.5' ${form}`],
  ['mix:99*10, 1*5', `' 1*5' ${form}`],
  ['mix:99%*10,1%*5', `'99%*10' ${form}`],
  ['mix:99*10,1e0*5', `'1e0*5' ${form}`],
  ['mix:NaN*10,NaN*5', `'NaN*10' ${form}`],
  ['mix:99.9999999*10,0.0000001*5', `'99.9999999*10' ${form}`],
  ['work:payload', 'does not say what each request asks for; use work:N, or mix:99*10,1*100000'],
  ['mix', 'use echo, work:N with N from 0 to 16777215, or mix:SHARE*N,… such as mix:99*10,1*100000'],
  ['ping', 'use echo, work:N with N from 0 to 16777215, or mix:SHARE*N,… such as mix:99*10,1*100000'],
])('refuses %s', (value, sentence) => {
  expect(() => parse(value)).toThrow(new UserError(`--service ${value}: ${sentence}`));
});

test('a server is told what it has to do for each of them, and of mixtures it knows nothing', () => {
  for (const [requested, served] of [
    ['mix:99*10,1*100000', 'work:payload'],
    ['work:7', 'work:7'],
    ['echo', 'echo'],
  ] as const) {
    expect(serviceOfServer(parse(requested))).toBe(served);
  }
  expect(() => parseService('--service', 'mix:99*10,1*100000')).toThrow('use echo, work:N');
});
