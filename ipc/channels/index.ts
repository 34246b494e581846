/** All channels, in the order of lists, legends and tables. A new one is its file and one line here. */
import type { Channel } from '../channel.ts';
import { fifo } from './fifo.ts';
import { messagePort } from './message-port.ts';
import { messagePortTransfer } from './message-port-transfer.ts';
import { nodeIpcAdvanced } from './node-ipc-advanced.ts';
import { nodeIpcJson } from './node-ipc-json.ts';
import { pipe } from './pipe.ts';
import { pipeBlocking } from './pipe-blocking.ts';
import { piscinaRun } from './piscina-run.ts';
import { sabRingBlock } from './sab-ring-block.ts';
import { sabRingHybrid } from './sab-ring-hybrid.ts';
import { sabRingSpin } from './sab-ring-spin.ts';
import { shmRingBlock } from './shm-ring-block.ts';
import { shmRingHybrid } from './shm-ring-hybrid.ts';
import { shmRingSpin } from './shm-ring-spin.ts';
import { stdio } from './stdio.ts';
import { tcpLoopback } from './tcp-loopback.ts';
import { unixBlocking } from './unix-blocking.ts';
import { unixSocket } from './unix-socket.ts';

export const channels = {
  'tcp-loopback': tcpLoopback,
  'unix-socket': unixSocket,
  stdio,
  pipe,
  fifo,
  'node-ipc-json': nodeIpcJson,
  'node-ipc-advanced': nodeIpcAdvanced,
  'message-port': messagePort,
  'message-port-transfer': messagePortTransfer,
  'piscina-run': piscinaRun,
  'sab-ring-spin': sabRingSpin,
  'sab-ring-block': sabRingBlock,
  'sab-ring-hybrid': sabRingHybrid,
  'shm-ring-spin': shmRingSpin,
  'shm-ring-block': shmRingBlock,
  'shm-ring-hybrid': shmRingHybrid,
  'pipe-blocking': pipeBlocking,
  'unix-blocking': unixBlocking,
} as const satisfies Record<string, Channel>;

export type ChannelName = keyof typeof channels;
export const channelNames = Object.keys(channels) as readonly ChannelName[];
