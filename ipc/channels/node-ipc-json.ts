/** `subprocess.send` with its default serialization, JSON. It has no bytes: a payload, which is ASCII, goes as a string. */
import { Buffer } from 'node:buffer';
import { nodeIpcChannel } from '../node-ipc-channel.ts';

export const nodeIpcJson = nodeIpcChannel({
  name: 'node-ipc-json',
  description: 'subprocess.send, serialized as JSON; bytes go as a string',
  serialization: 'json',
  encode: (message) => asBuffer(message as Uint8Array).toString('latin1'),
  decode: (message) => Buffer.from(message as string, 'latin1'),
});

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
