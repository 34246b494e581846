/** Which two checkouts are one program, and what to do about those that are not. */
import { expect, test } from 'vitest';
import { differenceOf } from './identity.ts';

const here = { version: '1.2.3', commit: 'aaaa', sources: '1'.repeat(64), node: '26.10.0' };
const folder = '~/my tests';

test('the same is the same: also with changes, or without history, as long as servers are made of the same', () => {
  for (const commit of ['aaaa', 'aaaa-dirty', 'bbbb-dirty', null]) {
    expect(differenceOf(here, { ...here, commit }, folder)).toBeNull();
    expect(differenceOf({ ...here, commit }, here, folder)).toBeNull();
  }
});

test('another version, commit or Node is named with the one here, and with the command that aligns them', () => {
  expect(differenceOf(here, { ...here, version: '1.1.0' }, folder)).toBe(
    "echobench there is version 1.1.0, and 1.2.3 here; run git fetch && git checkout aaaa && npm ci in '~/my tests' there",
  );
  expect(differenceOf(here, { ...here, commit: 'bbbb' }, 'echobench')).toBe(
    'echobench there is at commit bbbb, and at aaaa here; run git fetch && git checkout aaaa && npm ci in echobench there',
  );
  expect(differenceOf(here, { ...here, node: '26.7.0' }, folder)).toBe(
    'servers there would run on Node 26.7.0, and clients here on 26.10.0; run npm ci in both checkouts, and leave --node out',
  );
});

test('other sources are refused under one commit, too', () => {
  const other = { ...here, commit: 'aaaa-dirty', sources: '2'.repeat(64) };
  expect(differenceOf(here, other, 'echobench')).toBe(
    'what servers are made of there differs, aaaa-dirty (sources 222222222222), and aaaa (sources 111111111111) here; ' +
      'run git fetch && git checkout aaaa && npm ci in echobench there',
  );
  expect(differenceOf(other, here, 'echobench')).toMatch(
    /; commit the changes here and check that commit out in echobench there, or copy protocol, native, servers and package-lock.json there$/,
  );
});
