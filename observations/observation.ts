/**
 * The contract of an observation: what the kernel or the runtime does in a situation that is brought about over real sockets,
 * looked at and counted. What somebody claims of sockets is judged by it.
 */
import type { Endpoint } from '../protocol/endpoint.ts';

/** What varies between the situations, by name: plain data. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

export interface Observation<Wanted extends Parameters = Parameters> {
  readonly name: string;
  /** One sentence for help. */
  readonly description: string;
  /** Every parameter, with the value that it has where none is given: also of which type it is. */
  readonly parameters: Wanted;
  /** Whether it looks at a server of ours that somebody else started, whose address it is given. */
  readonly server: 'none' | 'needed';
  /**
   * Until it stands ready to look. With values that it cannot take:
   * @throws UserError, one sentence that names the parameter, the value, and those that would do
   */
  open(parameters: Wanted, around: Around): Promise<Observing>;
}

export interface Around {
  /** Of the server that is looked at; null where the observation needs none. */
  readonly server: Endpoint | null;
  readonly seed: number;
  /**
   * Has whoever steers change the network between the two ends, and resolves when that is done.
   * @throws Error where nobody steers, or there is no such network
   */
  network(change: NetworkChange): Promise<void>;
}

/** `silence`: what either end sends from now on is lost, and nobody is told; `restore`: it arrives again. */
export const networkChanges = ['silence', 'restore'] as const;
export type NetworkChange = (typeof networkChanges)[number];

/** Stands ready, and looks as often as it is asked. */
export interface Observing extends AsyncDisposable {
  /**
   * Brings the situation about, at least once, and again until `windowMs` have passed where it takes less.
   * @throws Error when what it saw is impossible or could not be brought about
   */
  observe(windowMs: number): Promise<Seen>;
}

/** What was seen: the numbers that it has, each in its base unit. */
export interface Seen {
  /** How often it happened, of how many times that it could have. */
  readonly share?: { readonly events: number; readonly of: number };
  /** Nanoseconds; of several, their median. */
  readonly durationNs?: number;
  readonly bytes?: number;
  readonly count?: number;
  /** Nanoseconds of processor time, of what the description says. */
  readonly cpuNs?: number;
  readonly distribution?: Distribution;
  /** What was seen besides, such as counters of the kernel. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** How often each value was seen, whole numbers in ascending order. */
export interface Distribution {
  /** `bytes that one send took`. */
  readonly of: string;
  readonly unit: 'B' | 'ms' | '';
  readonly values: readonly (readonly [value: number, times: number])[];
}

/** Makes the types of an observation those of the registry: it is handed what `parameters` describes. */
export function defineObservation<Wanted extends Parameters>(observation: Observation<Wanted>): Observation {
  return { ...observation, open: (parameters, around) => observation.open(parameters as Wanted, around) };
}

/** An observation as the registry has it: its code is loaded where it is opened, and libc with it. */
export interface RegisteredObservation {
  /** Calls of libc, which are there on Linux alone; or nothing that Node does not have. */
  readonly needs: 'libc' | 'node';
  load(): Promise<Observation>;
}
