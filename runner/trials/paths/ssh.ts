/** The server on another machine, started and steered there through ssh, and the client here. */
import { checkDestination } from './remote/destination.ts';
import type { Path } from './path.ts';

export const ssh: Path = {
  name: 'ssh',
  description: 'a server on another machine, for each trial a fresh process that is steered through ssh',
  parameter: {
    placeholder: 'DESTINATION',
    usual: null,
    parse: (flag, value, argument) => checkDestination(`${flag} ${value}`, argument),
  },
  transport: 'tcp',
  server: 'elsewhere',
  // That machine was asked before anything was planned.
  available: () => ({ ok: true }),
  open: async (argument, { remote }) => {
    if (remote?.path === `ssh:${argument}`) return await remote.open();
    throw new Error(`ssh:${argument}: this run has no connection to it`);
  },
};
