/** Why a channel cannot be opened, in one sentence that says what to do. */
import { ChannelError } from './channel.ts';

const remedies: Readonly<Record<string, string>> = {
  EMFILE: 'no descriptor is free: raise the limit (ulimit -n), or end what holds them',
  ENFILE: 'the system has no descriptor left: end what holds them',
  EAGAIN: 'no process or thread can be started: raise the limit (ulimit -u), or end others',
  ENOMEM: 'there is no memory: end other programs',
  EACCES: 'permission is missing: TMPDIR names the folder that sockets and named pipes are made in',
  EROFS: 'nothing can be written there: TMPDIR names the folder that sockets and named pipes are made in',
  ENOENT: 'the folder is not there: TMPDIR names the one that sockets and named pipes are made in',
  ENOTDIR: 'that is no folder: TMPDIR names the one that sockets and named pipes are made in',
  ENOSPC: 'there is no space left: free some, or name another folder in TMPDIR',
  EINVAL: 'the path is too long for a socket: name a folder with a shorter one in TMPDIR',
};

/** Of the operating system, of Node, or of ours. */
export function openFailure(channel: string, error: unknown): ChannelError {
  const { message, code, syscall } = error as NodeJS.ErrnoException;
  // Of a thread that could not be started Node tells the code in the message alone.
  const known = /Worker initialization failure: (E[A-Z]+)/.exec(message)?.[1] ?? code ?? '';
  const remedy = known === 'EINVAL' && syscall !== 'listen' ? undefined : remedies[known];
  if (error instanceof ChannelError && remedy === undefined) return error;
  const what = error instanceof ChannelError ? message : `${channel} cannot be opened: ${message}`;
  return new ChannelError(remedy === undefined ? what : `${what}; ${remedy}`, { cause: error });
}
