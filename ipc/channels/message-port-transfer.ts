/** `postMessage` on a MessagePort between two threads: the ArrayBuffer of each message changes hands, and is not copied. */
import { portChannel } from '../port-channel.ts';

export const messagePortTransfer = portChannel({
  name: 'message-port-transfer',
  description: 'postMessage between two threads, the ArrayBuffer of each message transferred',
  takesObjects: false,
  transfers: true,
});
