/**
 * An sshd of our own on a loopback port, with keys and a config that nobody else has: what a test reaches through ssh is this
 * machine, and nothing of its user's is read or changed.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { missingTool } from '../needs-tool.ts';

/** It has to be started by its whole path, by which it starts itself again. */
const sshd = '/usr/sbin/sshd';

/** Why there can be none here, or null. Installs what is missing where it may. */
export function whyNoSshd(): string | null {
  if (process.platform !== 'linux')
    return `an sshd of our own is started on Linux only, and this is ${process.platform}`;
  return missingTool('sshd', 'openssh-server') ?? missingTool('ssh', 'openssh-client');
}

/**
 * Reached by these names, which only its config for ssh has:
 *
 *     far        known, and lets us in
 *     unknown    its host key is not known
 *     changed    it has another host key than the one that is known
 *     password   takes passwords only
 *     forced     whatever it is asked, runs the script `forced` of its folder, with the command in SSH_ORIGINAL_COMMAND
 *     closed     nothing listens there
 */
export class OwnSshd implements AsyncDisposable {
  readonly folder: string;
  readonly #daemon: ChildProcess;
  readonly #ended: Promise<unknown>;
  #log = '';

  private constructor(folder: string, daemon: ChildProcess) {
    this.folder = folder;
    this.#daemon = daemon;
    this.#ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
  }

  static async start(): Promise<OwnSshd> {
    const folder = mkdtempSync(join(tmpdir(), 'echobench-sshd-'));
    // Where it keeps nothing, and has to be able to lock itself into (privilege separation).
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    for (const name of ['key', 'host', 'other']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    }
    mkdirSync(join(folder, 'tmp'));
    const ports: Ports = {
      usual: await freePort(),
      password: await freePort(),
      forced: await freePort(),
      closed: await freePort(),
    };
    writeFileSync(join(folder, 'sshd_config'), daemonConfig(folder, ports));
    writeFileSync(join(folder, 'config'), clientConfig(folder, ports));
    const hostKey = readFileSync(join(folder, 'host.pub'), 'utf8');
    writeFileSync(
      join(folder, 'known_hosts'),
      ['far', 'password', 'forced'].map((name) => `${name} ${hostKey}`).join(''),
    );
    writeFileSync(join(folder, 'changed_hosts'), `changed ${readFileSync(join(folder, 'other.pub'), 'utf8')}`);
    const daemon = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const started = new OwnSshd(folder, daemon);
    await started.#untilListening([ports.usual, ports.password, ports.forced]);
    return started;
  }

  /** For temporary files of whoever comes by it: what is left in it was left by one of them. */
  get temporary(): string {
    return join(this.folder, 'tmp');
  }

  /** What makes ssh use this config, and no other. */
  get sshOptions(): readonly string[] {
    return ['-F', join(this.folder, 'config')];
  }

  /** Processes of its connections. */
  sessions(): readonly number[] {
    return childrenOf(this.#daemon.pid ?? -1);
  }

  /** Connections that it has taken go on. */
  async stopListening(): Promise<void> {
    this.#daemon.kill('SIGTERM');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.sessions()) process.kill(session, 'SIGKILL');
    this.#daemon.kill('SIGKILL');
    await this.#ended;
    rmSync(this.folder, { recursive: true });
  }

  async #untilListening(ports: readonly number[]): Promise<void> {
    for (const port of ports) {
      while (!(await isListening(port))) {
        if (this.#daemon.exitCode !== null) throw new Error(`sshd ended: ${this.#log}`);
        await sleep(10);
      }
    }
  }
}

/** Ids of processes that this one has started and that are not zombies. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    // pid (name) state parent …: a name may hold blanks and parentheses (proc_pid_stat(5)).
    const [, state, parent] = /\) (\w) (\d+) [^)]*$/.exec(readStat(name)) ?? [];
    return Number(parent) === pid && state !== 'Z' ? [Number(name)] : [];
  });
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It is none, or gone.
    return '';
  }
}

type Ports = Readonly<Record<'usual' | 'password' | 'forced' | 'closed', number>>;

function daemonConfig(folder: string, ports: Ports): string {
  return `
Port ${ports.usual}
Port ${ports.password}
Port ${ports.forced}
ListenAddress 127.0.0.1
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/key.pub
StrictModes no
UsePAM no
PidFile none
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
# As within another shell: bash reads its user's start-up file else, whatever that does.
SetEnv SHLVL=1 TMPDIR=${folder}/tmp
Match LocalPort ${ports.password}
  PubkeyAuthentication no
  PasswordAuthentication yes
Match LocalPort ${ports.forced}
  ForceCommand . ${folder}/forced
`;
}

function clientConfig(folder: string, ports: Ports): string {
  return `
Host far
  HostKeyAlias far
Host closed
  Port ${ports.closed}
Host password
  HostKeyAlias password
  Port ${ports.password}
Host forced
  HostKeyAlias forced
  Port ${ports.forced}
Host changed
  HostKeyAlias changed
  UserKnownHostsFile ${folder}/changed_hosts
Host unknown
  UserKnownHostsFile ${folder}/no_hosts
Host far password forced closed changed unknown
  HostName 127.0.0.1
  Port ${ports.usual}
  User ${userInfo().username}
  IdentityFile ${folder}/key
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${folder}/known_hosts
  GlobalKnownHostsFile /dev/null
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isListening(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
