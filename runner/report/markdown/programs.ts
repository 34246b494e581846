/** What the programs of a run were started with, as far as figures depend on it: runtime and environment. */
import type { ResultFile } from '../../result/result.ts';
import { code, plain } from './text.ts';

type Environment = ResultFile['environment'];

/** Rows of the table of the machine. */
export function programRows(result: ResultFile): (readonly [string, string])[] {
  const { runtime, programs } = result.environment;
  const versions = `Node ${plain(runtime.node)} (V8 ${plain(runtime.v8)}, libuv ${plain(runtime.libuv)})`;
  return [
    ['Runtime', `${versions}, ${plain(origin(result))}`],
    ['Runtime SHA-256', code(runtime.sha256)],
    ['Environment of servers and clients', environmentText(programs)],
    ...(programs === undefined
      ? []
      : [
          ['Niceness of servers and clients', String(programs.niceness)] as const,
          ['Cache of compiled code', caches[programs.compileCache]] as const,
        ]),
  ];
}

const caches = {
  kept: 'used; kept in the checkout',
  temporary: 'used; kept for this run, since that of the checkout could not be used',
} as const;

/** The command line tells: `--node` stands in it, or a runner that was started with another runtime used its own. */
function origin({ environment: { runtime }, commandLine }: ResultFile): string {
  if (runtime.pinned) return 'pinned';
  const isChosen = commandLine.some((argument) => argument === '--node' || argument.startsWith('--node='));
  return isChosen ? 'chosen with --node' : 'the one that the runner itself was started with';
}

function environmentText(programs: Environment['programs']): string {
  if (programs === undefined) return 'not recorded: all that the runner had reached them';
  const { passed, given, withheld } = programs;
  const set = Object.entries(given).map((entry) => entry.join('='));
  return [
    `made by the suite: ${list([...set, ...passed])} and the cache below`,
    withheld.length === 0 ? 'nothing that changes figures was set' : `withheld: ${list(withheld)}`,
  ].join('; ');
}

function list(names: readonly string[]): string {
  return names.map(code).join(', ');
}
