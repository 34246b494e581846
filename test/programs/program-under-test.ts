/** A program of ours as its users see it: started from its entry file, spoken to in lines, gone when disposed of. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Endpoint } from '../../protocol/endpoint.ts';

const root = new URL('../..', import.meta.url).pathname;
/** As the runner starts programs: hundreds of threads and processes would otherwise each strip the same types. */
const compileCache = join(root, 'node_modules/.cache/echobench/compile');

export interface JsonLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

export class ProgramUnderTest implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<number | NodeJS.Signals>;
  #stderr = '';

  /** `entry` from the root of the repository. */
  constructor(entry: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [entry, ...args], {
      cwd: root,
      env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...env },
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
): Promise<{ readonly server: ProgramUnderTest; readonly endpoint: Endpoint; readonly pid: number }> {
  const framing = args.includes('--framing') ? [] : ['--framing', 'length-u32'];
  const workers = args.includes('--workers') ? [] : ['--workers', '2'];
  const server = new ProgramUnderTest('servers/main.ts', [
    ...['--model', model, '--control', 'stdin'],
    ...framing,
    ...workers,
    ...args,
  ]);
  const ready = await server.line();
  return { server, endpoint: ready['endpoint'] as Endpoint, pid: ready['pid'] as number };
}

/** Whether a process exists. A zombie, which only waits for its parent, does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
