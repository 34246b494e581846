/** The contract of a network path: where each program is started, and which address the server gets. */
import type { Endpoint } from '../../../protocol/endpoint.ts';
import type { Supported } from '../../../protocol/framing/framing.ts';
import type { Environment } from '../../machine/environment-schema.ts';
import type { MachineReader } from '../../machine/machine-reader.ts';
import type { Network } from '../../machine/network.ts';
import type { Pinning } from '../../../native/affinity.ts';
import type { Place } from '../place.ts';
import type { PathEnvironment, Traffic } from './environment.ts';

export interface Path {
  readonly name: string;
  /** One sentence for `list`. */
  readonly description: string;
  /** What follows its name after a colon, as the rate in `veth-rate:100`; null: nothing. */
  readonly parameter: PathParameter | null;
  readonly transport: 'tcp' | 'unix';
  /**
   * `here`: a fresh process on this machine for each trial. `elsewhere`: on another machine. `running`: it is there
   * already, by hand, so that it has no counters, and all trials have one and the same process.
   */
  readonly server: 'here' | 'elsewhere' | 'running';
  /** Whether it can be measured, by what this machine was found to be able to do. Pure. */
  available(network: Network, argument: string): Supported;
  /** For one trial. @throws Error with a sentence, and with nothing left of it */
  open(argument: string, from: PathSources): Promise<OpenPath>;
}

export interface PathParameter {
  /** As in help: `MBIT`. */
  readonly placeholder: string;
  /** What an experiment on all paths takes; null: only the user can tell, so it leaves the path out. */
  readonly usual: string | null;
  /** The spelling that is stored. `flag` and `value` are for the message. @throws UserError */
  parse(flag: string, value: string, argument: string): string;
}

/** What all trials of a run share. */
export interface PathSources {
  readonly network: Network;
  /** The machine of a server elsewhere; null: there is none in this run. */
  readonly remote: RemoteMachine | null;
}

export interface OpenPath extends AsyncDisposable {
  /** Where a server is to listen, as `--listen` has it; or where one listens already. */
  readonly server: { readonly listen: string; readonly place: Place } | { readonly running: Endpoint };
  readonly client: {
    readonly place: Place;
    /** Addresses that connections come from in turn, `FIRST-LAST`, as `--source-addresses` has it; null: as the client chooses. */
    readonly sourceAddresses: string | null;
  };
  /** The machine that the server is on. */
  readonly machine: MachineReader;
  /** What passed through the client's interface so far; null: through none, or it cannot be read. */
  traffic(): Traffic | null;
  /** While connections are open to this endpoint. Takes some 50 to 100 ms of processor time: never during a slice. */
  describe(endpoint: Endpoint): Promise<PathEnvironment | null>;
  /** Where a path can be lost: a sentence when it is; null: it is there. See `RemoteMachine`. */
  whyLost?(): Promise<string | null>;
}

/** Another machine with a checkout of this suite, reached once for a whole run. */
export interface RemoteMachine extends AsyncDisposable {
  /** As the user names it: `ssh:DESTINATION`. */
  readonly path: string;
  /** Processors that a server may use there. */
  readonly cpus: readonly number[];
  readonly pinning: Pinning;
  readonly descriptorLimit: number | null;
  readonly environment: Environment;
  /** What whoever measures should know of it before it starts: sentences. */
  readonly remarks: readonly string[];
  /** Connects again where the connection was lost. @throws Error when that fails */
  open(): Promise<OpenPath>;
  /** See CompileCache. @throws UserError, Error when the connection is lost */
  proveWarm(): Promise<void>;
  /**
   * A sentence; null: the connection is there. For the failure of a trial: its programs merely end with the connection, and
   * a moment before it, for which this waits.
   */
  whyLost(): Promise<string | null>;
}
