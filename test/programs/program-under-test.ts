/** A program of ours as its users see it: started from its entry file, spoken to in lines, gone when disposed of. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Endpoint } from '../../protocol/endpoint.ts';

const root = join(import.meta.dirname, '../..');
/** Kept from run to run: stripping types would take most of the time of the hundreds of starts in a test run. */
const compileCache = join(tmpdir(), `echobench-test-cache-${process.getuid?.() ?? ''}`);

export interface JsonLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

export class ProgramUnderTest implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<number | NodeJS.Signals>;
  #stderr = '';

  /** `entry` from the root of the repository. `descriptors`: how many it may have open at once. */
  constructor(entry: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, descriptors?: number) {
    const command = [process.execPath, entry, ...args];
    // The shell becomes the program: same pid, same pipes.
    const limited =
      descriptors === undefined ? command : ['sh', '-c', `ulimit -n ${descriptors}; exec "$0" "$@"`, ...command];
    this.child = spawn(limited[0] as string, limited.slice(1), {
      cwd: root,
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache, ...env },
    });
    this.#ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve(signal ?? code ?? -1));
    });
    this.child.stdin?.on('error', () => {});
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  get stderr(): string {
    return this.#stderr;
  }

  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** The next line of stdout. @throws when there is none. */
  async line(): Promise<JsonLine> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`ended with ${await this.#ended}: ${this.#stderr}`);
    return JSON.parse(value) as JsonLine;
  }

  async ask(line: string): Promise<JsonLine> {
    this.say(line);
    return await this.line();
  }

  /** Exit code, or the signal that ended it. */
  async end(): Promise<number | NodeJS.Signals> {
    return await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#ended;
  }
}

/** A server on a free port; resolves when it accepts connections. */
export async function startServer(
  model: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  descriptors?: number,
): Promise<{ readonly server: ProgramUnderTest; readonly endpoint: Endpoint; readonly pid: number }> {
  const framing = args.includes('--framing') ? [] : ['--framing', 'length-u32'];
  const workers = args.includes('--workers') ? [] : ['--workers', '2'];
  const command = ['--model', model, '--control', 'stdin', ...framing, ...workers, ...args];
  const server = new ProgramUnderTest('servers/main.ts', command, env, descriptors);
  const ready = await server.line();
  return { server, endpoint: ready['endpoint'] as Endpoint, pid: ready['pid'] as number };
}

/** Whether a process runs. A zombie, which only waits for a parent to ask how it ended, does not. */
export function isAlive(pid: number): boolean {
  try {
    // The state is behind the name, which is in parentheses and may hold anything (proc(5)).
    return /\) ([A-Z]) [^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] !== 'Z';
  } catch {
    return false;
  }
}
