/** Paths that need nothing built: what they give the server, what packets they count, and what stays of them. */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noNetwork, wholeNetwork } from '../../../test/made-up-network.ts';
import { echoOver } from '../../../test/programs/echo-over-path.ts';
import { surveyNetwork } from '../../machine/network.ts';
import { capture } from '../program.ts';
import { parsePath, paths } from './index.ts';
import type { OpenPath, Path } from './path.ts';
import { tokenBucket } from './veth-rate.ts';

const network = await surveyNetwork(capture);

async function open(name: string): Promise<OpenPath> {
  const { path, argument } = parsePath('path', name);
  return await path.open(argument, { network, remote: null });
}

const linux = process.platform === 'linux';

test('a Unix socket is in a folder that is for this user alone, and goes with the path', async () => {
  const path = await open('unix-socket');
  const listen = 'listen' in path.server ? path.server.listen : '';
  const file = listen.slice('unix:'.length);
  const folder = dirname(file);
  {
    await using held = path;
    await using echo = await echoOver(held, { messages: 20, bytes: 65_536 });
    expect(echo.endpoint).toEqual({ kind: 'unix', path: file });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(held.traffic()).toBeNull();
    expect(await held.describe(echo.endpoint)).toBeNull();
  }
  expect(existsSync(folder)).toBe(false);
  await path[Symbol.asyncDispose]();
});

test.skipIf(network.ownAddress === null)('the own address is reached, on Linux through lo', async () => {
  await using path = await open('own-address');
  await using echo = await echoOver(path, { messages: 50, bytes: 1000 });
  expect(echo.endpoint).toMatchObject({ host: network.ownAddress });
  if (linux) expect(echo.traffic?.sentBytes).toBeGreaterThan(100_000);
});

test('an own address of IPv6 is spelled so that a server can listen there', async () => {
  const from = { network: { ...wholeNetwork, ownAddress: '2001:db8::2' }, remote: null };
  await using path = await paths['own-address'].open('', from);
  expect(path.server).toMatchObject({ listen: '[2001:db8::2]:0' });
});

test('what a machine lacks is the reason why a path cannot be measured', () => {
  const without = noNetwork('this is missing');
  const reasons = Object.values<Path>(paths).flatMap((path) => {
    const available = path.available(without, path.parameter?.usual ?? '');
    return available.ok ? [] : [[path.name, available.reason]];
  });
  expect(reasons).toEqual([
    ['own-address', 'this machine has no address besides loopback: connect it to a network'],
    ...['unix-socket', 'veth', 'veth-offload', 'veth-rate', 'veth-delay'].map((name) => [name, 'this is missing']),
  ]);
});

test('a path needs what it uses, and nothing besides', () => {
  const no = { ok: false, reason: 'this is missing' } as const;
  const needing = (part: 'offloads' | 'rate' | 'delay') =>
    Object.values<Path>(paths)
      .filter((path) => !path.available({ ...wholeNetwork, [part]: no }, path.parameter?.usual ?? '').ok)
      .map(({ name }) => name);
  expect(needing('offloads')).toEqual(['veth', 'veth-rate', 'veth-delay']);
  expect(needing('rate')).toEqual(['veth-rate']);
  expect(needing('delay')).toEqual(['veth-delay']);
});

describe('an amount', () => {
  test.each([
    ['veth-rate:100', 'veth-rate:100'],
    ['veth-rate:100.0', 'veth-rate:100'],
    ['veth-rate:0100', 'veth-rate:100'],
    ['veth-rate:0.5', 'veth-rate:0.5'],
    ['veth-rate:100000', 'veth-rate:100000'],
    ['veth-delay:1', 'veth-delay:1'],
    ['veth-delay:0.001', 'veth-delay:0.001'],
    ['veth-delay:10000', 'veth-delay:10000'],
  ])('%s is stored as %s', (typed, stored) => {
    expect(parsePath('--path', typed).name).toBe(stored);
  });

  test.each(['0', '-1', '0.0', '100001', '1e3', '100Mbit', ' 1', 'Infinity', 'NaN', '0x10'])(
    'veth-rate:%s is refused with what would do',
    (argument) => {
      expect(() => parsePath('--path', `veth-rate:${argument}`)).toThrow(
        `--path veth-rate:${argument}: use a rate in Mbit/s from 0.001 to 100000, such as veth-rate:100`,
      );
    },
  );

  test.each(['0', '-1', '10001', '1ms', '1s'])('veth-delay:%s is refused with what would do', (argument) => {
    expect(() => parsePath('--path', `veth-delay:${argument}`)).toThrow(
      `--path veth-delay:${argument}: use a delay each way in ms from 0.001 to 10000, such as veth-delay:1`,
    );
  });

  test.each(['veth:1', 'veth-offload:', 'unix-socket:/tmp/s', 'own-address:192.0.2.1'])('%s has none', (typed) => {
    expect(() => parsePath('--path', typed)).toThrow(`has nothing behind it; use ${typed.split(':')[0]}`);
  });
});

describe('a token bucket', () => {
  test('holds what 1 ms lets through, and two packets at least', () => {
    expect(tokenBucket(100)).toBe('tbf rate 100000000bit burst 12500 limit 8401108');
    expect(tokenBucket(0.5)).toBe('tbf rate 500000bit burst 3028 limit 8391636');
    expect(tokenBucket(100_000)).toBe('tbf rate 100000000000bit burst 12500000 limit 637500000');
  });
});
