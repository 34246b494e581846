/** Another machine, which is this one: reached through an sshd of our own. */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { childrenOf, OwnSshd, whyNoSshd } from '../../../../test/programs/own-sshd.ts';
import { isAlive, ProgramUnderTest } from '../../../../test/programs/program-under-test.ts';
import { allowedCpus } from '../../../../native/affinity.ts';
import { checkout } from '../../../../native/user-folder.ts';
import { formatEndpoint, type Endpoint } from '../../../../protocol/endpoint.ts';
import { readEnvironment } from '../../../machine/environment.ts';
import { findLeftovers, removeLeftovers } from '../../../machine/leftovers.ts';
import { capture, Program } from '../../program.ts';
import { ssh } from '../ssh.ts';
import type { OpenPath, RemoteMachine } from '../path.ts';
import { connectRemote } from './connect-remote.ts';

const missing = whyNoSshd();
let sshd: OwnSshd;
let environment: Awaited<ReturnType<typeof readEnvironment>>;

beforeAll(async () => {
  if (missing !== null) return;
  sshd = await OwnSshd.start();
  vi.stubEnv('TMPDIR', sshd.temporary);
  environment = await readEnvironment({ nodePath: process.execPath, pinned: true, run: capture });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await sshd?.[Symbol.asyncDispose]();
});
beforeEach(({ skip }) => {
  if (missing !== null) skip(missing);
});

async function connect(): Promise<RemoteMachine> {
  const { sshOptions } = sshd;
  return await connectRemote({ destination: 'far', remoteDir: checkout, here: environment, sshOptions });
}

const runtime = { node: process.execPath, compileCache: join(tmpdir(), `echobench-test-cache-${process.getuid?.()}`) };

async function startServer(path: OpenPath, cpus: readonly number[] | null = null) {
  if ('running' in path.server) throw new Error('a server runs already');
  const flags = ['--model', 'event-loop', '--framing', 'length-u32', '--workers', '1', '--control', 'stdin'];
  const bound = cpus === null ? [] : ['--cpus', cpus.join()];
  const server = await Program.start({
    title: 'server',
    runtime,
    place: path.server.place,
    command: [join(checkout, 'servers', 'main.ts'), ...flags, '--listen', path.server.listen, ...bound],
    cpus,
  });
  const ready = await server.answer('ready');
  return { server, pid: ready['pid'] as number, endpoint: ready['endpoint'] as Endpoint };
}

/** Control folders, and those of agents. */
function folders(): readonly string[] {
  return readdirSync(sshd.temporary).filter((name) => /^echobench-(ssh|agent)-/.test(name));
}

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

/** Processes of ssh that hold a connection. */
function masters(runner = process.pid): readonly number[] {
  return childrenOf(runner).filter((pid) => commandLine(pid).includes('ControlMaster=yes'));
}

describe('a connection', () => {
  let remote: RemoteMachine;
  beforeAll(async () => {
    if (missing === null) remote = await connect();
  });
  afterAll(() => remote?.[Symbol.asyncDispose]());

  test('tells what the machine there is, and what may be used of it', () => {
    expect(remote).toMatchObject({ path: 'ssh:far', cpus: allowedCpus(), pinning: { ok: true } });
    expect(remote.environment).toMatchObject({
      commit: environment.commit,
      runtime: environment.runtime,
      processor: environment.processor,
      programs: { compileCache: 'kept' },
    });
    expect(remote.descriptorLimit).toBe(environment.descriptorLimit.hard);
  });

  test('is a path by the name of its destination, and by no other', async () => {
    await using path = await ssh.open('far', { network: {} as never, remote });
    expect(path.server).toMatchObject({ listen: '127.0.0.1:0' });
    await expect(ssh.open('elsewhere', { network: {} as never, remote })).rejects.toThrow(
      'ssh:elsewhere: this run has no connection to it',
    );
  });

  test('starts a server there, as a fresh process that obeys lines and serves clients here', async () => {
    await using path = await remote.open();
    const { server, pid, endpoint } = await startServer(path);
    await using _ = server;
    await using client = await Program.start({
      title: 'client',
      runtime,
      place: path.client.place,
      command: [
        join(checkout, 'clients', 'main.ts'),
        ...['--connect', formatEndpoint(endpoint), '--framing', 'length-u32', '--connections', '2'],
        ...['--control', 'stdin', '--hold'],
      ],
      cpus: null,
    });
    await client.answer('connected');
    const before = path.traffic();
    const slice = await client.ask('go 50', 'slice');
    expect(slice['messages']).toBeGreaterThan(0);
    expect((await server.ask('usage', 'usage'))['messages']).toBeGreaterThanOrEqual(slice['messages'] as number);
    expect(path.traffic()?.receivedPackets).toBeGreaterThan(before?.receivedPackets ?? 0);
    expect(await path.describe(endpoint)).toMatchObject({
      ends: [
        { end: 'client', interface: 'lo' },
        { end: 'server', interface: 'lo' },
      ],
      connection: expect.stringContaining('cwnd'),
    });
    await client.ask('stop', 'report');
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('gives a server the environment that the suite makes, there', async () => {
    await using path = await remote.open();
    const { server, pid } = await startServer(path);
    await using _ = server;
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .flatMap((entry) => entry.split('=')[0] || []);
    expect(names.toSorted()).toEqual(['HOME', 'LC_ALL', 'NODE_COMPILE_CACHE', 'PATH', 'TMPDIR']);
  });

  test('binds a server to processors there, from before it is there', async () => {
    const cpu = allowedCpus().at(-1) ?? 0;
    await using path = await remote.open();
    const { server, pid } = await startServer(path, [cpu]);
    await using _ = server;
    const threads = readdirSync(`/proc/${pid}/task`).map(
      (thread) => /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))?.[1],
    );
    expect(threads.length).toBeGreaterThan(1);
    expect(new Set(threads)).toEqual(new Set([String(cpu)]));
  });

  test('reads the machine there, for several trials at once', async () => {
    await using path = await remote.open();
    const { server, pid } = await startServer(path);
    await using _ = server;
    // What the server uses is then not foreign to its client.
    expect(path.machine.isThisMachine).toBe(true);
    const [time, throttledNs, memory, later] = await Promise.all([
      path.machine.time(),
      path.machine.throttledNs(),
      path.machine.memory([pid], 12_345),
      path.machine.time(),
    ]);
    expect(time?.busyNs).toBeGreaterThan(0);
    expect(later?.busyNs).toBeGreaterThanOrEqual(time?.busyNs ?? Infinity);
    expect(throttledNs === null || throttledNs >= 0).toBe(true);
    expect(memory).toEqual({ rssBytes: 12_345, pssBytes: expect.any(Number), ownBytes: expect.any(Number) });
  });

  test('proves that compiled code is kept there', async () => {
    await remote.proveWarm();
    expect(await remote.whyLost()).toBeNull();
  });

  test('a server that is not stopped is gone when its program and its path are', async () => {
    let pid: number;
    {
      await using path = await remote.open();
      const started = await startServer(path);
      await using _ = started.server;
      ({ pid } = started);
      expect(isAlive(pid)).toBe(true);
    }
    expect(isAlive(pid)).toBe(false);
  });

  test('has more sessions than sshd takes on one connection, and opens another one for them', async () => {
    await using held = new AsyncDisposableStack();
    const pids: number[] = [];
    for (let trial = 0; trial < 9; trial++) {
      const path = held.use(await remote.open());
      const { server, pid } = await startServer(path);
      held.use(server);
      pids.push(pid);
    }
    expect(pids.every(isAlive)).toBe(true);
    expect(masters()).toHaveLength(2);
    await held.disposeAsync();
    expect(pids.some(isAlive)).toBe(false);
  });
});

test('leaves nothing when it is disposed of', async () => {
  const before = folders();
  {
    await using remote = await connect();
    await using path = await remote.open();
    const { server } = await startServer(path);
    await using _ = server;
    expect(folders().length).toBe(before.length + 2);
  }
  expect(folders()).toEqual(before);
  expect(masters()).toEqual([]);
  await expect.poll(() => sshd.sessions(), { timeout: 10_000 }).toEqual([]);
});

test('one that is lost in mid-trial says so, and the next trial connects again', async () => {
  await using remote = await connect();
  const lost = /^the connection to ssh:far was lost \(ssh ended with SIGKILL.*\); see that its machine/;
  let pid: number;
  {
    await using path = await remote.open();
    const started = await startServer(path);
    await using server = started.server;
    ({ pid } = started);
    const [master = -1] = masters();
    process.kill(master, 'SIGKILL');
    await expect(server.answer('slice')).rejects.toThrow('server: ended by itself (exit code 255)');
    expect(await remote.whyLost()).toMatch(lost);
    await expect(path.machine.time()).rejects.toThrow(lost);
  }
  await using path = await remote.open();
  expect(await remote.whyLost()).toBeNull();
  const { server } = await startServer(path);
  await using _ = server;
  expect(await path.machine.time()).not.toBeNull();
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

test('one that cannot be made again fails the trial with the reason, and the one after it tries again', async () => {
  await using own = await OwnSshd.start();
  const { sshOptions } = own;
  await using remote = await connectRemote({ destination: 'far', remoteDir: checkout, here: environment, sshOptions });
  const sessions = own.sessions();
  await own.stopListening();
  for (const session of sessions) process.kill(session, 'SIGKILL');
  for (const _ of [1, 2]) await expect(remote.open()).rejects.toThrow(/^ssh:far: nothing takes ssh there/);
  expect(await remote.whyLost()).toMatch(/^ssh:far: nothing takes ssh there/);
});

test('an attempt ends when it is aborted', async () => {
  const before = folders();
  const { sshOptions } = sshd;
  const terms = { destination: 'far', remoteDir: checkout, here: environment, sshOptions };
  await expect(connectRemote({ ...terms, signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  const aborting = new AbortController();
  const attempt = connectRemote({ ...terms, signal: aborting.signal }).catch((reason: unknown) => reason);
  await expect.poll(() => sshd.sessions().length, { timeout: 10_000 }).toBeGreaterThan(0);
  aborting.abort(new Error('stopped'));
  const error = await attempt;
  expect(error).toMatchObject({ message: 'stopped' });
  expect(masters()).toEqual([]);
  await expect.poll(folders, { timeout: 10_000 }).toEqual(before);
});

test('nothing but a marked folder is left of a runner that is killed', async () => {
  const source = `
    import { connectRemote } from '${checkout}/runner/trials/paths/remote/connect-remote.ts';
    import { Program } from '${checkout}/runner/trials/program.ts';
    const remote = await connectRemote(${JSON.stringify({ destination: 'far', remoteDir: checkout, here: environment, sshOptions: sshd.sshOptions })});
    const path = await remote.open();
    const command = ['${checkout}/servers/main.ts', '--model', 'event-loop', '--framing', 'raw', '--control', 'stdin'];
    const runtime = ${JSON.stringify(runtime)};
    const server = await Program.start({ title: 'server', runtime, place: path.server.place, command, cpus: null });
    const { pid } = await server.answer('ready');
    console.log(JSON.stringify({ event: 'started', pid }));
  `;
  await using runner = new ProgramUnderTest('--input-type=module', ['-e', source]);
  const { pid } = await runner.line();
  const started = childrenOf(runner.child.pid ?? -1);
  expect(started.map((child) => commandLine(child).split(' ')[0])).toEqual(['ssh', 'ssh']);
  expect(sshd.sessions()).toHaveLength(1);
  runner.child.kill('SIGKILL');
  await expect.poll(() => [...started, pid as number].filter(isAlive), { timeout: 10_000 }).toEqual([]);
  await expect.poll(() => sshd.sessions(), { timeout: 10_000 }).toEqual([]);
  await expect
    .poll(folders, { timeout: 10_000 })
    .toEqual([expect.stringMatching(new RegExp(`^echobench-ssh-\\w+-${runner.child.pid}-`))]);
  const found = await findLeftovers([sshd.temporary]);
  expect(found).toEqual({ abandoned: folders().map((name) => join(sshd.temporary, name)), leftAlone: [] });
  await removeLeftovers(found);
  expect(folders()).toEqual([]);
});
