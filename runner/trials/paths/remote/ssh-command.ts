/** How the system's own ssh is called: with the user's config, keys and agent, and never with a question. Pure. */

export interface SshCall {
  readonly destination: string;
  /** Before all others, so that they win: a config of its own, for tests. */
  readonly options: readonly string[];
  /** Path of the socket by which further sessions share the connection. */
  readonly control: string;
  /** For the shell there. */
  readonly command: string;
}

/** A loss that nobody tells of, as that of a network, is noticed after three of these without an answer. */
const aliveIntervalSeconds = 5;
const connectSeconds = 10;

/** Whatever the user's config has for that host, a command is run, its streams are pipes, and nothing else happens. */
const plainSession = [
  ...['-T', '-x', '-a'],
  ...['-o', 'BatchMode=yes', '-o', 'RemoteCommand=none', '-o', 'PermitLocalCommand=no'],
  // Its errors are read: a quieter config would hide them.
  ...['-o', 'LogLevel=INFO'],
];

/** Connects, and shares the connection for as long as its command and those of others on it go on. */
export function connectingCall({ destination, options, control, command }: SshCall): readonly string[] {
  return [
    'ssh',
    ...options,
    ...plainSession,
    ...['-o', 'ControlMaster=yes', '-o', 'ControlPersist=no', '-S', control],
    ...['-o', `ConnectTimeout=${connectSeconds}`],
    ...['-o', `ServerAliveInterval=${aliveIntervalSeconds}`, '-o', 'ServerAliveCountMax=3'],
    // Somebody else's tunnels are not for this connection, and their ports may be taken.
    ...['-o', 'ClearAllForwardings=yes'],
    ...['--', destination, command],
  ];
}

/** Another session on that connection, never on one of its own: where it is gone, ssh would quietly make another. */
export function sharingCall({ destination, options, control, command }: SshCall): readonly string[] {
  return [
    'ssh',
    ...options,
    ...plainSession,
    ...['-o', 'ControlMaster=no', '-S', control, '-o', 'ProxyCommand=false'],
    ...['--', destination, command],
  ];
}
