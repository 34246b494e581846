/** What a machine lets us build of a network: this one, and machines with something missing. */
import { execFileSync } from 'node:child_process';
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test, vi } from 'vitest';
import { madeUpKernel } from '../../test/made-up-kernel.ts';
import { missingTool } from '../../test/needs-tool.ts';
import { capture } from '../trials/program.ts';
import type { Run } from './environment.ts';
import { surveyNetwork, type Surroundings } from './network.ts';
import { findOwnAddress } from './own-address.ts';

const linux: Surroundings = {
  platform: 'linux',
  isRoot: false,
  interfaces: {},
  files: madeUpKernel({}),
  temporary: '/tmp',
};
const root: Surroundings = { ...linux, isRoot: true };

const works = ['enter 0 nsenter from util-linux 2.38.1', 'veth 0', 'offloads 0', 'rate 0', 'delay 0'];

/** A machine on which all tries go well, but for these. */
function answering(lines: Readonly<Record<string, string>> = {}): Run {
  return async () => works.map((line) => lines[line.split(' ')[0] ?? ''] ?? line).join('\n');
}

/** Where unshare(1) fails, with what it says. */
function refusing(stderr: string): Run {
  return () => Promise.reject(Object.assign(new Error('Command failed with exit code 1'), { stderr }));
}

const reasonOf = (answer: { readonly ok: boolean; readonly reason?: string }) => answer.reason ?? 'ok';

test('root has namespaces as root, everybody else in a user namespace of their own', async () => {
  expect((await surveyNetwork(answering(), root)).namespaces).toEqual({ ok: true, as: 'root' });
  expect((await surveyNetwork(answering(), linux)).namespaces).toEqual({ ok: true, as: 'user' });
});

test('root that may make no namespace tries it in a user namespace', async () => {
  const asked: string[] = [];
  const run: Run = async (file, args, env) => {
    asked.push([file, ...args.slice(0, 1)].join(' '));
    return await (args[0] === '-n' ? refusing('no') : answering())(file, args, env);
  };
  expect((await surveyNetwork(run, root)).namespaces).toEqual({ ok: true, as: 'user' });
  expect(asked).toEqual(['unshare -n', 'unshare -Urn']);
});

describe('what is missing is named with its remedy:', () => {
  test('off Linux, the system', async () => {
    const network = await surveyNetwork(answering(), { ...linux, platform: 'darwin' });
    const reason = 'network namespaces are Linux’s, and this is darwin: measure these paths on Linux';
    for (const part of ['namespaces', 'offloads', 'rate', 'delay'] as const) {
      expect(network[part]).toEqual({ ok: false, reason });
    }
  });

  test('unshare', async () => {
    const run: Run = () => Promise.reject(Object.assign(new Error('spawn unshare ENOENT'), { code: 'ENOENT' }));
    const { namespaces, rate } = await surveyNetwork(run, linux);
    expect(reasonOf(namespaces)).toBe('there is no unshare: install util-linux (apt-get install util-linux)');
    expect(rate).toEqual(namespaces);
  });

  test.each([
    [
      'namespaces',
      'enter 127 sh: 4: nsenter: not found',
      'there is no nsenter: install util-linux (apt-get install util-linux)',
    ],
    ['namespaces', 'veth 127 sh: 4: ip: not found', 'there is no ip: install iproute2 (apt-get install iproute2)'],
    [
      'namespaces',
      'veth 2 Error: Unknown device type.',
      'the kernel has no veth (ip says: Unknown device type): use one with CONFIG_VETH, or load it as root (modprobe veth)',
    ],
    [
      'offloads',
      'offloads 127 sh: 4: ethtool: not found',
      'there is no ethtool: install ethtool (apt-get install ethtool)',
    ],
    [
      'offloads',
      'offloads 75 netlink error: Operation not supported',
      'segmentation offload cannot be turned off (ethtool says: netlink error: Operation not supported): another version of ethtool, or of the kernel, may do it',
    ],
    ['rate', 'rate 127 sh: 4: tc: not found', 'there is no tc: install iproute2 (apt-get install iproute2)'],
    [
      'rate',
      'rate 2 Error: Specified qdisc kind is unknown.',
      'the kernel has no tbf (tc says: Specified qdisc kind is unknown): use one with CONFIG_NET_SCH_TBF, or load it as root (modprobe sch_tbf)',
    ],
    [
      'delay',
      'delay 2 Error: Specified qdisc kind is unknown.',
      'the kernel has no netem (tc says: Specified qdisc kind is unknown): use one with CONFIG_NET_SCH_NETEM, or load it as root (modprobe sch_netem)',
    ],
  ] as const)('%s, by %j', async (part, line, reason) => {
    const { ownAddress, sockets, ...parts } = await surveyNetwork(
      answering({ [line.split(' ')[0] ?? '']: line }),
      linux,
    );
    expect([ownAddress, sockets]).toEqual([null, { ok: true }]);
    expect(parts[part]).toEqual({ ok: false, reason });
    // Without namespaces there is nothing; else the others are as they were.
    const others = Object.entries(parts).filter(([name]) => name !== part);
    expect(others.every(([, { ok }]) => ok === (part !== 'namespaces'))).toBe(true);
  });

  const refused = 'unshare: unshare failed: Operation not permitted';

  test('permission: what to allow, by the setting that forbids it', async () => {
    const ubuntu = madeUpKernel({ '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1' });
    expect(reasonOf((await surveyNetwork(refusing(`${refused}\n`), { ...linux, files: ubuntu })).namespaces)).toBe(
      `network namespaces are refused here (${refused}): run as root, or allow it (sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0)`,
    );
    const debian = madeUpKernel({
      '/proc/sys/kernel/unprivileged_userns_clone': '0',
      '/proc/sys/user/max_user_namespaces': '0',
    });
    expect(reasonOf((await surveyNetwork(refusing(refused), { ...linux, files: debian })).namespaces)).toMatch(
      /: run as root, or allow it \(sudo sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000\)$/,
    );
  });

  test('permission, where no setting tells: all that may be in the way', async () => {
    expect(reasonOf((await surveyNetwork(refusing(refused), linux)).namespaces)).toBe(
      `network namespaces are refused here (${refused}): run as root, or allow user namespaces (kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns, user.max_user_namespaces); in a container, give it CAP_SYS_ADMIN (docker: --privileged)`,
    );
    expect(reasonOf((await surveyNetwork(refusing(refused), root)).namespaces)).toBe(
      `network namespaces are refused here (${refused}): in a container, give it CAP_SYS_ADMIN (docker: --privileged)`,
    );
  });

  test('privileges in a user namespace that could be made', async () => {
    const run = answering({ veth: 'veth 2 RTNETLINK answers: Operation not permitted' });
    const ubuntu = madeUpKernel({ '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1' });
    expect(reasonOf((await surveyNetwork(run, { ...linux, files: ubuntu })).namespaces)).toBe(
      'a pair of interfaces cannot be made (ip says: RTNETLINK answers: Operation not permitted): run as root, or allow it (sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0)',
    );
  });

  test('a shell that answers nothing is no success', async () => {
    const { namespaces } = await surveyNetwork(async () => '', linux);
    expect(reasonOf(namespaces)).toBe('namespaces cannot be entered: nothing says why; try nsenter by hand');
  });

  test('room in the path of a socket', async () => {
    const temporary = `/home/${'long'.repeat(20)}`;
    const { sockets } = await surveyNetwork(answering(), { ...linux, temporary });
    expect(reasonOf(sockets)).toMatch(
      /^the path of a socket below \/home\/(long)+ has 1\d\d bytes, and may have 10\d: name a folder with a shorter path with TMPDIR$/,
    );
  });
});

describe('the own address', () => {
  const address = (text: string, family: 'IPv4' | 'IPv6', internal = false) =>
    ({ address: text, family, internal }) as NetworkInterfaceInfo;
  const lo = [address('127.0.0.1', 'IPv4', true), address('::1', 'IPv6', true)];

  test('is the first of IPv4, else of IPv6, and never loopback or link-local', () => {
    const v6 = [address('fe80::1', 'IPv6'), address('2001:db8::2', 'IPv6')];
    const v4 = [address('169.254.7.7', 'IPv4'), address('192.0.2.2', 'IPv4')];
    expect(findOwnAddress({ lo, eth0: [...v6, ...v4] })).toBe('192.0.2.2');
    expect(findOwnAddress({ lo, eth0: v6, eth1: undefined })).toBe('2001:db8::2');
    expect(findOwnAddress({ lo, eth0: v6.slice(0, 1) })).toBeNull();
    expect(findOwnAddress({ lo })).toBeNull();
  });
});

const missing = missingTool('ip', 'iproute2') ?? missingTool('ethtool', 'ethtool');

describe.skipIf(missing !== null)(`this machine${missing === null ? '' : ` (${missing})`}`, () => {
  test('is surveyed by doing it, which leaves nothing', async () => {
    const before = execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' });
    const network = await surveyNetwork(capture);
    expect(execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' })).toBe(before);
    for (const part of [network.namespaces, network.offloads, network.rate, network.delay, network.sockets]) {
      // A sentence that says what to do.
      if (!part.ok) expect(part.reason).toMatch(/: (install|use|run as root|in a container|another version|name)/);
    }
  });

  test('is surveyed with the tools that only the PATH of root has', async () => {
    const usual = await surveyNetwork(capture);
    vi.stubEnv('PATH', '/usr/bin:/bin');
    expect(await surveyNetwork(capture).finally(() => vi.unstubAllEnvs())).toEqual(usual);
  });
});
