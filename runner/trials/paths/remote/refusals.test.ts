/** What cannot be measured on another machine is refused before anything starts, in one sentence, and nothing is left of it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { OwnSshd, whyNoSshd } from '../../../../test/programs/own-sshd.ts';
import { checkout } from '../../../../native/user-folder.ts';
import { UserError } from '../../../../protocol/flags.ts';
import { readEnvironment } from '../../../machine/environment.ts';
import { capture } from '../../program.ts';
import { connectRemote, type RemoteOptions } from './connect-remote.ts';

const missing = whyNoSshd();
const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
let sshd: OwnSshd;
let here: RemoteOptions['here'];

beforeAll(async () => {
  if (missing !== null) return;
  sshd = await OwnSshd.start();
  here = await readEnvironment({ nodePath: process.execPath, pinned: true, run: capture });
});
afterAll(async () => {
  await sshd?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(({ skip }) => {
  if (missing !== null) skip(missing);
  vi.stubEnv('TMPDIR', sshd.temporary);
});
afterEach(() => vi.unstubAllEnvs());

/** Why there is no connection, of which nothing is left. */
async function refused(destination: string, options: Partial<RemoteOptions> = {}): Promise<string> {
  const { sshOptions } = sshd;
  const attempt = connectRemote({ destination, remoteDir: checkout, here, sshOptions, ...options });
  const error: unknown = await attempt.then(
    (remote) => remote[Symbol.asyncDispose](),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const { message } = error as UserError;
  expect(message).not.toContain('\n');
  await expect.poll(() => sshd.sessions(), { timeout: 10_000 }).toEqual([]);
  await expect.poll(() => readdirSync(sshd.temporary), { timeout: 10_000 }).toEqual([]);
  return message;
}

describe('ssh', () => {
  test.each([
    [
      'closed',
      /^ssh:closed: nothing takes ssh there \(ssh: connect to host 127.0.0.1 port \d+: Connection refused\); start/,
    ],
    [
      'unknown',
      /^ssh:unknown: its host key is not known here; run `ssh unknown` once by hand and compare and accept it$/,
    ],
    ['changed', /^ssh:changed: its host key is not the one that is known here; find out why, and remove the old one/],
    [
      'password',
      /^ssh:password: it takes none of your keys, or asks for a password \(.*Permission denied \(password\)\); make/,
    ],
    [
      'no-such-host.invalid',
      /^ssh:no-such-host.invalid: no host of that name \(ssh: Could not resolve hostname .*\); check/,
    ],
  ])('%s', async (destination, sentence) => {
    expect(await refused(destination)).toMatch(sentence);
  });

  test('that is missing here', async () => {
    vi.stubEnv('PATH', folder);
    expect(await refused('far')).toBe(
      'ssh:far: there is no ssh on this machine; install the client of OpenSSH, such as the package openssh-client',
    );
  });

  test('with options that it does not know', async () => {
    expect(await refused('far', { sshOptions: ['-o', 'NoSuchOption=yes'] })).toMatch(
      /^ssh:far: no agent could be started there \(exit code 255: .*nosuchoption.*\); see what `ssh far true` says$/i,
    );
  });

  test.each(['-oProxyCommand=true', '', 'a b'])('is not even started for the destination %j', async (destination) => {
    expect(await refused(destination)).toMatch(/^ssh:.*: use ssh:DESTINATION with a host/);
  });
});

/** A copy of what a server and the agent are made of, under another path; with the packages of this checkout. */
function copyCheckout(name: string): string {
  const copy = join(folder, name);
  for (const part of [
    'protocol',
    'native',
    'servers',
    'clients',
    'ipc',
    'latency',
    'runner',
    'package.json',
    'package-lock.json',
  ]) {
    cpSync(join(checkout, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

function makeFiles(name: string, files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), '');
  }
  return join(folder, name);
}

describe('the checkout there', () => {
  test('is looked for in the home folder, as echobench', async () => {
    vi.stubEnv('HOME', folder);
    expect(await refused('far', { remoteDir: null })).toBe(
      'ssh:far: there is no folder echobench in the home folder there; git clone echobench there, or name its checkout with --remote-dir',
    );
  });

  test('is none, is too old to be asked, or lacks its Node', async () => {
    const empty = makeFiles('empty', ['README.md']);
    expect(await refused('far', { remoteDir: empty })).toMatch(
      /^ssh:far: what is in .* there is no checkout of echobench; git/,
    );
    const old = makeFiles('old', ['package.json', 'servers/main.ts']);
    expect(await refused('far', { remoteDir: old })).toMatch(
      /^ssh:far: echobench in .* there is of a version that cannot be measured through ssh; check out the same commit/,
    );
    const bare = makeFiles('bare', ['package.json', 'servers/main.ts', 'runner/agent.ts']);
    expect(await refused('far', { remoteDir: bare })).toBe(
      `ssh:far: there is no Node in ${bare} there; run npm ci in it`,
    );
  });

  test('has a Node that cannot run it', async () => {
    const broken = makeFiles('broken', [
      'package.json',
      'servers/main.ts',
      'runner/agent.ts',
      'node_modules/.bin/node',
    ]);
    // The mode is that of a new file.
    rmSync(join(broken, 'node_modules/.bin/node'));
    writeFileSync(join(broken, 'node_modules/.bin/node'), '#!/bin/sh\necho "no such library" >&2; exit 127\n', {
      mode: 0o755,
    });
    expect(await refused('far', { remoteDir: broken })).toBe(
      'ssh:far: no agent could be started there (exit code 127: no such library); see what `ssh far true` says',
    );
  });

  test('is of another version', async () => {
    const copy = copyCheckout('another version');
    const manifest = readFileSync(join(copy, 'package.json'), 'utf8');
    writeFileSync(join(copy, 'package.json'), manifest.replace(/"version": ".*"/, '"version": "0.0.1"'));
    expect(await refused('far', { remoteDir: copy })).toMatch(
      /^ssh:far: echobench there is version 0\.0\.1, and \d+\.\d+\.\d+ here; run git fetch && git checkout \w+ && npm ci in '.*another version' there$/,
    );
  });

  test('has other sources, also under the same commit', async () => {
    const copy = copyCheckout('other-sources');
    writeFileSync(join(copy, 'servers', 'main.ts'), '// changed\n', { flag: 'a' });
    expect(await refused('far', { remoteDir: copy })).toMatch(
      /^ssh:far: what servers are made of there differs, a copy without history \(sources \w{12}\), and .* \(sources \w{12}\) here; /,
    );
  });

  test('is at another commit', async () => {
    const copy = copyCheckout('another-commit');
    const git = (...args: readonly string[]) =>
      String(execFileSync('git', ['-C', copy, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args])).trim();
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'another');
    const commit = 'a'.repeat(40);
    expect(await refused('far', { remoteDir: copy, here: { ...here, commit } })).toBe(
      `ssh:far: echobench there is at commit ${git('rev-parse', 'HEAD')}, and at ${commit} here; ` +
        `run git fetch && git checkout ${commit} && npm ci in ${copy} there`,
    );
  });

  test('would run another Node', async () => {
    const runtime = { ...here.runtime, node: '26.6.0' };
    expect(await refused('far', { here: { ...here, runtime } })).toBe(
      `ssh:far: servers there would run on Node ${process.versions.node}, and clients here on 26.6.0; run npm ci in both checkouts, and leave --node out`,
    );
  });

  test('without history is taken when its sources are the same', async () => {
    const { sshOptions } = sshd;
    const remoteDir = copyCheckout("it's a copy");
    await using remote = await connectRemote({ destination: 'far', remoteDir, here, sshOptions });
    expect(remote.environment.commit).toBeNull();
  });
});

describe('the login there', () => {
  /** Runs in place of every command. */
  function force(script: string): void {
    writeFileSync(join(sshd.folder, 'forced'), script);
  }

  test('prints something before its commands do', async () => {
    force('echo welcome; eval "$SSH_ORIGINAL_COMMAND"');
    expect(await refused('forced')).toBe(
      'ssh:forced: printed a line that is no JSON: welcome; see that `ssh forced true` comes to its end and prints nothing',
    );
  });

  test('takes no commands', async () => {
    force('echo "This account is not available." >&2; exit 1');
    expect(await refused('forced')).toBe(
      'ssh:forced: no agent could be started there (exit code 1: This account is not available.); see what `ssh forced true` says',
    );
  });

  test('is reached where nothing else gets to, or does not tell where', async () => {
    force('SSH_CONNECTION="203.0.113.1 1 203.0.113.9 22"; eval "$SSH_ORIGINAL_COMMAND"');
    expect(await refused('forced')).toMatch(
      /^ssh:forced: only ssh gets to that machine, and clients here have to get to free ports of 203\.0\.113\.9, where ssh reached it \(it is no address of its own\); open/,
    );
    force('SSH_CONNECTION="fe80::1%eth0 1 fe80::9%eth0 22"; eval "$SSH_ORIGINAL_COMMAND"');
    expect(await refused('forced')).toMatch(
      /^ssh:forced: was reached at fe80::9%eth0, an address of one link only; name it/,
    );
    force('unset SSH_CONNECTION; eval "$SSH_ORIGINAL_COMMAND"');
    expect(await refused('forced')).toMatch(
      /^ssh:forced: its ssh server does not tell the address where it was reached/,
    );
  });
});
