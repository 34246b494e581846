/** Packets are seen on the interface of their path, or the trial is worth nothing. */
import { expect, test } from 'vitest';
import { settled } from './settle.ts';
import { usual } from './setup.ts';
import { tookAnotherWay } from './took-another-way.ts';

const setup = settled({ ...usual, path: 'veth', payloadBytes: 100 }, 0, 60, null);
const traffic = { interface: 'veth0', receivedBytes: 2000, receivedPackets: 10, sentBytes: 2000, sentPackets: 10 };
const slice = {
  ...{ windowNs: 1e8, messages: 20, rampNs: 0, littleRatio: 1, server: null, machine: null },
  client: { cpuNs: 1, elapsedNs: 1 },
};

test('as much as was exchanged went through it, either way: nothing to say', () => {
  expect(tookAnotherWay({ ...slice, traffic }, setup)).toBeNull();
});

test.each([
  ['sent', { ...traffic, sentBytes: 1999 }],
  ['received', { ...traffic, receivedBytes: 1999 }],
])('less was %s through it than was exchanged: the trial fails, with the figures', (_, seen) => {
  expect(tookAnotherWay({ ...slice, traffic: seen }, setup)).toBe(
    'path veth: 2000 bytes were exchanged each way, and only 1999 of them went through the interface veth0: packets took another way',
  );
});

test('where no packets are, nothing is asked of them', () => {
  expect(tookAnotherWay({ ...slice, traffic: null }, setup)).toBeNull();
  expect(tookAnotherWay(slice, setup)).toBeNull();
});
