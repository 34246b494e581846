/** `subprocess.send` with `serialization: 'advanced'`, which is that of node:v8. */
import { nodeIpcChannel } from '../node-ipc-channel.ts';

export const nodeIpcAdvanced = nodeIpcChannel({
  name: 'node-ipc-advanced',
  description: 'subprocess.send, serialized as node:v8 does (serialization: "advanced")',
  serialization: 'advanced',
});
