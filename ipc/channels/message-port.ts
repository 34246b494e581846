/** `postMessage` on a MessagePort between two threads: each message is cloned (structured clone). */
import { portChannel } from '../port-channel.ts';

export const messagePort = portChannel({
  name: 'message-port',
  description: 'postMessage between two threads, each message cloned',
  takesObjects: true,
  transfers: false,
});
