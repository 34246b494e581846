/**
 * A network namespace of ours, held by a shell that is in it and obeys what it reads. It has no name in /run/netns: it is
 * there as long as processes are in it, and this one ends with its input, as a program of ours does (program.ts). So
 * when the runner is gone, however it ended, namespace and interfaces go by themselves, and there is nothing to clean up.
 */
import { unshare, type NamespacesAs } from '../../machine/network.ts';
import { networkToolVariables } from '../../machine/network-tools.ts';
import { Program } from '../program.ts';

export interface HolderOptions {
  /** For messages and names: `client`. */
  readonly end: string;
  readonly as: NamespacesAs;
  /** One whose user namespace this one is to share, so that their interfaces can be joined; null: it has its own. */
  readonly beside: NamespaceHolder | null;
}

export class NamespaceHolder implements AsyncDisposable {
  /** Of the shell: what is asked of /proc about it is asked of the namespace. */
  readonly pid: number;
  /** A command that goes into the namespace, and there executes what stands behind it, as the same process. */
  readonly enter: readonly string[];
  readonly #shell: Program;
  readonly #title: string;

  private constructor(shell: Program, title: string, as: NamespacesAs) {
    this.#shell = shell;
    this.#title = title;
    this.pid = shell.pid ?? -1;
    this.enter = as === 'root' ? intoNetwork(this.pid) : [...intoUser(this.pid), '-n', '--'];
  }

  /** Not before `obey` has been heard is it known whether the namespace could be made. */
  static async start({ end, as, beside }: HolderOptions): Promise<NamespaceHolder> {
    const way = as === 'user' && beside !== null ? [...intoUser(beside.pid), '--', 'unshare', '-n'] : unshare[as];
    const title = `network namespace of the ${end}`;
    // The shell ends at the first command that fails. Its name means nothing to it: whoever lists processes reads it.
    const command = [...way, 'sh', '-es', `echobench-${end}-of-${process.pid}`];
    const launch = { command, env: networkToolVariables(), cpus: null };
    const runtime = { node: '', compileCache: '' };
    const shell = await Program.start({ title, runtime, command, cpus: null, place: () => launch });
    return new NamespaceHolder(shell, title, as);
  }

  /** Has the shell execute these lines. @throws Error with what was said against it; the namespace is gone then */
  async obey(lines: readonly string[]): Promise<void> {
    try {
      await this.#shell.ask(`{\n:\n${lines.join('\n')}\n} >&2\necho '{"event":"done"}'`, 'done');
    } catch (cause) {
      const said = this.#shell.log.trim().replaceAll(/\s+/g, ' ');
      const why = said === '' ? (cause as Error).message : said;
      throw new Error(`the ${this.#title} cannot be set up: ${why}`, { cause });
    }
  }

  /** Returns when the shell is gone; the namespace goes with the last program that is in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#shell[Symbol.asyncDispose]();
  }
}

/** Not `ip netns exec`, which mounts /sys anew for the program. */
function intoNetwork(pid: number): readonly string[] {
  return ['nsenter', `--net=/proc/${pid}/ns/net`, '--'];
}

function intoUser(pid: number): readonly string[] {
  return ['nsenter', '-t', String(pid), '-U', '--preserve-credentials'];
}
