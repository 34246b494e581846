/** The contract of a network path: where the server listens, and how each program gets there. */
import type { Supported } from '../../../protocol/framing/framing.ts';

export interface Path {
  readonly name: string;
  /** One sentence for `list`. */
  readonly description: string;
  available(): Supported;
  open(): Promise<OpenPath>;
}

export interface OpenPath extends AsyncDisposable {
  /** What the server is given as `--listen`. */
  readonly listen: string;
  /** What programs are started with in front of their own command, such as a way into a network namespace. */
  readonly server: readonly string[];
  readonly client: readonly string[];
}
