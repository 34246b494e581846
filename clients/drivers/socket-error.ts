/** An error of a socket as Node's own sockets have it: `connect ECONNREFUSED 127.0.0.1:4000`, with its code. */
import { getSystemErrorName } from 'node:util';

export function socketError(call: 'connect' | 'read' | 'write', code: string, where = ''): NodeJS.ErrnoException {
  const message = `${call} ${code}${where === '' ? '' : ` ${where}`}`;
  return Object.assign(new Error(message), { code, syscall: call });
}

/** `ECONNREFUSED` for 111. */
export function errorName(number: number): string {
  return getSystemErrorName(-number);
}
