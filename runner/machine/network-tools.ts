/** How ip, tc, ss, ethtool, unshare and nsenter are started: with few variables, in plain English, from where they are. */
import { programVariables, type OwnVariables, type Variables } from '../../protocol/program-variables.ts';

/** On some systems only root's PATH has the folder that they are in. */
const administratorFolders = ['/usr/sbin', '/sbin'];

export function networkToolVariables(own: OwnVariables = process.env): Variables {
  const folders = [...(own['PATH'] ?? '/usr/bin:/bin').split(':'), ...administratorFolders];
  return { ...programVariables(own, null), PATH: [...new Set(folders)].join(':') };
}
