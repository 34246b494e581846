/** Why the other machine cannot be reached, or has nothing to measure, in one sentence with what to do next. Pure. */
import { quoted } from '../../../../protocol/shell-word.ts';
import { lastWords } from '../../../../protocol/last-words.ts';
import { lacks } from './far-shell.ts';

export interface FailedStart {
  readonly destination: string;
  /** The checkout there, as the user named it. */
  readonly folder: string;
  /** As Program tells: `exit code 255`. */
  readonly how: string;
  /** What ssh and the programs there wrote to stderr. */
  readonly log: string;
}

/** The first that fits what ssh says; messages of OpenSSH 7 to 10. `words`: the line that it was found in. */
const sayings: readonly (readonly [pattern: RegExp, sentence: (destination: string, words: string) => string])[] = [
  [
    /Could not resolve hostname/,
    (_, words) => `no host of that name (${words}); check its spelling, or name its address in ~/.ssh/config`,
  ],
  [
    /Connection refused/,
    (_, words) => `nothing takes ssh there (${words}); start sshd on that machine, or name its port in ~/.ssh/config`,
  ],
  [
    /timed out|No route to host|is unreachable|Host is down/,
    (_, words) => `it cannot be reached (${words}); check its address, and that it is up and not behind a firewall`,
  ],
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    (destination) =>
      `its host key is not the one that is known here; find out why, and remove the old one with ssh-keygen -R, as \`ssh ${destination}\` tells`,
  ],
  [
    /Host key verification failed|authenticity of host .* can't be established/,
    (destination) =>
      `its host key is not known here; run \`ssh ${destination}\` once by hand and compare and accept it`,
  ],
  [
    /Permission denied|Too many authentication failures/,
    (destination, words) =>
      `it takes none of your keys, or asks for a password (${words}); make \`ssh ${destination} true\` work without a question, by ssh-copy-id, ssh-add or IdentityFile in ~/.ssh/config`,
  ],
];

/** Of a connection that never came to an agent. */
export function refusalOf({ destination, folder, how, log }: FailedStart): string {
  const reason = lackThere(folder, how) ?? sshSays(destination, how, log) ?? unknownEnd(destination, how, log);
  return `ssh:${destination}: ${reason}`;
}

function lackThere(folder: string, how: string): string | null {
  const dir = quoted(folder);
  const clone = 'git clone echobench there, or name its checkout with --remote-dir';
  switch (how) {
    case `exit code ${lacks.folder}`:
      return `there is no folder ${dir}${/^[~/]/.test(folder) ? '' : ' in the home folder'} there; ${clone}`;
    case `exit code ${lacks.checkout}`:
      return `what is in ${dir} there is no checkout of echobench; ${clone}`;
    case `exit code ${lacks.agent}`:
      return `echobench in ${dir} there is of a version that cannot be measured through ssh; check out the same commit as here and run npm ci`;
    case `exit code ${lacks.node}`:
      return `there is no Node in ${dir} there; run npm ci in it`;
    default:
      return null;
  }
}

function sshSays(destination: string, how: string, log: string): string | null {
  if (how.includes('ENOENT')) {
    return 'there is no ssh on this machine; install the client of OpenSSH, such as the package openssh-client';
  }
  // 255 is how ssh ends when it has failed itself; programs there could have said anything.
  if (how !== 'exit code 255') return null;
  const lines = log.split('\n').map((line) => line.trim().replace(/\.$/, ''));
  for (const [pattern, sentence] of sayings) {
    const words = lines.find((line) => pattern.test(line));
    if (words !== undefined) return sentence(destination, words);
  }
  return null;
}

function unknownEnd(destination: string, how: string, log: string): string {
  const words = lastWords(log);
  return `no agent could be started there (${how}${words === '' ? '' : `: ${words}`}); see what \`ssh ${destination} true\` says`;
}
